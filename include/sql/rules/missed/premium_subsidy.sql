-- One row per enrolment and list row of an insured member of an active household; one row for who was subsidised.
-- Why: the premium of monitored households is subsidised; where it is not, next year somebody may stay uninsured.
/*
id: missed.premium_subsidy
title: 监测对象参保未获资助
definition: 风险未消除的监测户的在籍健在成员，本年度正常参加城乡居民基本医疗保险，没有资助参保。是否资助为空的不作判断。
family: missed
level: person
severity: low
since: "2026-01"
needs: ["insurance:medical", listed_members]
verify_department: medical_insurance
action: 核对身份标识和参保缴费时间，应资助的补办或退还个人缴费。
sentence: 本年度已参加城乡居民基本医疗保险，登记为未资助参保，所在户{identified_month}识别为监测户。
clear_sentence: 本年度已参加城乡居民基本医疗保险，登记为已资助参保。
basis: 监测对象资助参保
innocent: 识别为监测对象之前可能已自行缴费，或由其他渠道资助。
columns:
  fact_identified_month: 识别监测月份
*/
with

enrolments as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.listed_household_no,
        int_households.identified_month,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.is_subsidised
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    inner join insurance on int_people.person_key = insurance.person_key
    inner join parameters on insurance.insured_year = parameters.insured_year
    where
        int_people.is_living_resident
        and int_households.listing = 'active'
        and insurance.kind = 'medical'
        and insurance.scheme = 'resident'
        and insurance.status = 'normal'

),

judged as (

    select
        enrolments.person_key,
        enrolments.household_id,
        enrolments.listed_household_no,
        enrolments.identified_month,
        case
            when bool_or(enrolments.is_subsidised) then 'clear'
            when bool_or(enrolments.is_subsidised is null) then 'not_assessed'
            else 'hit'
        end as outcome
    from enrolments
    group by
        enrolments.person_key,
        enrolments.household_id,
        enrolments.listed_household_no,
        enrolments.identified_month

),

evidence as (

    select
        enrolments.person_key,
        enrolments.dataset,
        enrolments.delivery,
        enrolments.row_no,
        'is_subsidised' as field,
        cast(enrolments.is_subsidised as varchar) as value
    from enrolments
    union all
    select
        judged.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'category' as field,
        listed_members.category as value
    from judged
    inner join listed_members
        on
            judged.person_key = listed_members.person_key
            and judged.listed_household_no = listed_members.listed_household_no

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'premium_aid_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month
    from judged
    left join evidence on judged.person_key = evidence.person_key and judged.outcome = 'hit'

)

select * from final
