-- One row per certificate and per proof of need of a severely disabled person without dibao; one row for anybody else.
-- Why: who is severely disabled in a poor household may draw dibao alone, and often nobody applies.
/*
id: missed.dibao_severely_disabled
title: 困难家庭重度残疾人未享受低保
definition: 在籍健在人员持有效的一级、二级残疾人证，或三级智力、精神残疾人证，所在户有民政登记的低收入家庭成员或是风险未消除的监测户，本人没有发放中的低保或特困供养。证件缺少类别或等级而无法判断的，不作判断。
family: missed
level: person
severity: medium
since: "2026-01"
needs: [disabilities, low_income, "benefits:dibao", "benefits:special_support"]
verify_department: civil_affairs
action: 核实家庭收入和残疾情况，符合条件的按单人户纳入低保。
sentence: 持有效的残疾人证（{category}{grade}），所在户是{household}，本月未见发放中的低保或特困供养。
clear_sentence: 持有效的残疾人证，所在户是{household}，{seen}。
basis: 重病和重度残疾人员单人纳入低保；重残、长期患病和无劳动能力人员低保不漏
innocent: 家庭收入或财产可能超过规定，或本人不愿申请，或正在审批。
columns:
  fact_category: 残疾类别
  fact_grade: 残疾等级
  fact_household: 所在户属于哪一类
  fact_seen: 没有命中的情形
*/
with

certificates as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.is_dibao_covered,
        int_households.has_low_income_member,
        int_households.listing,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        disabilities.category,
        disabilities.grade,
        entitlements.grade is not null as is_entitled,
        disabilities.grade is null or disabilities.category is null as is_incomplete
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    inner join disabilities on int_people.person_key = disabilities.person_key
    cross join parameters
    left join disability_entitlements as entitlements
        on
            disabilities.grade = entitlements.grade
            and entitlements.benefit = 'dibao'
            and entitlements.category in ('any', disabilities.category)
    where
        int_people.is_living_resident
        and (int_households.has_low_income_member or int_households.listing = 'active')
        and disabilities.status = 'valid'
        and coalesce(disabilities.valid_until_date >= parameters.as_of, true)

),

judged as (

    select
        certificates.person_key,
        certificates.household_id,
        case
            when certificates.is_dibao_covered then 'clear'
            when bool_or(certificates.is_entitled) then 'hit'
            when bool_or(certificates.is_incomplete) then 'not_assessed'
            else 'clear'
        end as outcome,
        min(certificates.grade) filter (where certificates.is_entitled) as grade,
        min(certificates.category) filter (where certificates.is_entitled) as category,
        case
            when certificates.has_low_income_member and certificates.listing = 'active' then '低收入家庭、监测户'
            when certificates.has_low_income_member then '低收入家庭'
            else '监测户'
        end as household,
        case
            when certificates.is_dibao_covered then '本人享受发放中的低保或特困供养'
            else '残疾类别和等级不在单独纳入低保的范围'
        end as seen
    from certificates
    group by
        certificates.person_key,
        certificates.household_id,
        certificates.is_dibao_covered,
        certificates.has_low_income_member,
        certificates.listing

),

poor as (

    select
        int_people.household_id,
        low_income.dataset,
        low_income.delivery,
        low_income.row_no,
        'approved_month' as field,
        cast(low_income.approved_month as varchar) as value
    from low_income
    inner join int_people on low_income.person_key = int_people.person_key
    where int_people.is_present
    union all
    select
        int_people.household_id,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'category' as field,
        listed_members.category as value
    from listed_members
    inner join int_people on listed_members.person_key = int_people.person_key
    inner join int_households
        on int_people.household_id = int_households.household_id and int_households.listing = 'active'
    where listed_members.listed_household_no = int_people.listed_household_no

),

evidence as (

    select
        certificates.person_key,
        certificates.dataset,
        certificates.delivery,
        certificates.row_no,
        'grade' as field,
        certificates.grade as value
    from certificates
    where certificates.is_entitled
    union all
    select
        judged.person_key,
        poor.dataset,
        poor.delivery,
        poor.row_no,
        poor.field,
        poor.value
    from judged
    inner join poor on judged.household_id = poor.household_id

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'certificate_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case judged.category
            when 'vision' then '视力'
            when 'hearing' then '听力'
            when 'speech' then '言语'
            when 'physical' then '肢体'
            when 'intellectual' then '智力'
            when 'mental' then '精神'
            when 'multiple' then '多重'
        end as fact_category,
        case judged.grade when '1' then '一级' when '2' then '二级' when '3' then '三级' else '四级' end as fact_grade,
        judged.household as fact_household,
        judged.seen as fact_seen
    from judged
    left join evidence on judged.person_key = evidence.person_key and judged.outcome = 'hit'

)

select * from final
