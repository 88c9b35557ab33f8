-- One row per living resident whose disability certificate gives a claim to the care subsidy.
-- Why: the care subsidy follows the certificate's grade; who holds one and is not paid may not know of it.
/*
id: missed.disability_care
title: 重度残疾人未享受护理补贴
definition: 在籍健在人员持有效的、等级在“残疾等级对应的应享待遇”表中的残疾人证（一级或二级），本月没有发放中的重度残疾人护理补贴。
family: missed
level: person
severity: medium
since: "2026-01"
needs: [disabilities, "benefits:disability_care"]
verify_department: civil_affairs
action: 核实本人意愿和是否已享受同类补贴，符合条件的协助申领。
sentence: 持有效的{grade}残疾人证，本月未见发放中的重度残疾人护理补贴。
clear_sentence: 持有效的{grade}残疾人证，本月有发放中的重度残疾人护理补贴。
basis: 残疾人两项补贴应享尽享；残疾人两项补贴制度
innocent: 可能已领取工伤护理费、特困供养或在机构集中供养，按规定不重复享受。
columns:
  fact_grade: 残疾等级
*/
with

certificates as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.has_disability_care,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        disabilities.grade
    from int_people
    inner join disabilities on int_people.person_key = disabilities.person_key
    inner join disability_entitlements as entitlements
        on
            disabilities.grade = entitlements.grade
            and entitlements.category in ('any', disabilities.category)
            and entitlements.benefit = 'disability_care'
    cross join parameters
    where
        int_people.is_living_resident
        and disabilities.status = 'valid'
        and (disabilities.valid_until_date is null or disabilities.valid_until_date >= parameters.as_of)

),

holders as (

    select
        certificates.person_key,
        certificates.household_id,
        min(certificates.grade) as grade,
        not certificates.has_disability_care as is_hit
    from certificates
    group by certificates.person_key, certificates.household_id, certificates.has_disability_care

),

final as (

    select
        cast(holders.person_key as varchar) as subject_id,
        holders.household_id,
        holders.person_key,
        case when holders.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'grade' as evidence_field,
        evidence.grade as evidence_value,
        case holders.grade
            when '1' then '一级' when '2' then '二级' when '3' then '三级' when '4' then '四级'
        end as fact_grade
    from holders
    left join certificates as evidence on holders.person_key = evidence.person_key and holders.is_hit

)

select * from final
