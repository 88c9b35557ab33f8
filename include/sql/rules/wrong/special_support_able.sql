-- One row per person with running special support and row that shows the support, or that they work or could.
-- Why: special support is for those who cannot support themselves and have nobody who does.
/*
id: wrong.special_support_able
title: 特困供养对象有劳动能力或正在就业
definition: 健在的特困供养对象正在务工就业；或年龄在存疑的上下限之间、监测信息中健康状况为健康且非在校生。健康状况不明而无法排除的，不作判断。
family: wrong
level: person
severity: high
since: "2026-01"
needs: ["benefits:special_support", schooling]
needs_for_clear: [employment]
parameters: [special_support_able_age_min, special_support_able_age_max]
verify_department: civil_affairs
action: 核实劳动能力、收入和赡养人情况，不符合条件的终止供养并转为其他帮扶。
sentence: "{age} 周岁，{why}，本月享受特困供养。"
clear_sentence: "{age} 周岁，没有就业登记，{seen}，本月享受特困供养。"
basis: 国家规则 5_15_018、5_15_019、5_01_004、5_12_003
innocent: 可能健康状况填写未更新，或务工信息登记误用了他人证件号。
columns:
  fact_age: 比对日的周岁年龄
  fact_why: 为什么存疑
  fact_seen: 没有命中的情形
*/
with

supported as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.age,
        int_people.is_working,
        int_people.health_status = 'healthy' as is_healthy,
        int_people.age between parameters.special_support_able_age_min and parameters.special_support_able_age_max
        and not int_people.is_in_school as is_of_age
    from int_people
    cross join parameters
    where
        int_people.has_special_support
        and int_people.is_present

),

judged as (

    select
        supported.*,
        supported.is_working or (supported.is_of_age and coalesce(supported.is_healthy, false)) as is_hit,
        supported.is_of_age and supported.is_healthy is null as is_open
    from supported

),

evidence as (

    select
        benefits.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'kind' as field,
        benefits.kind as value
    from benefits
    inner join judged on benefits.person_key = judged.person_key
    cross join parameters
    where
        judged.is_hit
        and benefits.kind = 'special_support'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
    union all
    select
        employment.person_key,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        'kind' as field,
        employment.kind as value
    from employment
    inner join judged on employment.person_key = judged.person_key
    cross join parameters
    where
        judged.is_working
        and employment.is_working
        and coalesce(employment.status, 'normal') = 'normal'
        and (employment.start_month is null or employment.start_month <= parameters.period_month)
        and (employment.end_month is null or employment.end_month >= parameters.period_month)
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)
    union all
    select
        listed_members.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'health_status' as field,
        listed_members.health_status as value
    from listed_members
    inner join judged on listed_members.person_key = judged.person_key
    where judged.is_of_age and judged.is_healthy

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open and not judged.is_hit then 'health_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.age as varchar) as fact_age,
        case when judged.is_working then '正在务工就业' else '健康且非在校' end as fact_why,
        case when judged.is_of_age then '健康状况不是健康' else '在校或不在存疑的年龄之内' end as fact_seen
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
