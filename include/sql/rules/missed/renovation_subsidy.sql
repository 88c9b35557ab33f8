-- One row per household and unsafe house a member was appraised for that has the fault; one row for any other.
-- Why: families borrow for the renovation and count on the subsidy; when it does not come, the debt stays.
/*
id: missed.renovation_subsidy
title: 危房改造已验收未发补助
definition: 户内有 C 级或 D 级住房已实施改造，并在比对日前验收，没有补助发放日期。改造情况为空的不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [household_conditions.housing_grade]
verify_department: housing
action: 核对验收和资金拨付，尽快兑付补助。
sentence: 户内 {grade} 级住房改造于 {date} 验收，至今没有补助发放记录。
clear_sentence: 户内住房最差鉴定为 {worst} 级，{seen}。
basis: 危房改造补助资金及时发放
innocent: 补助可能已发放而没有录入，或该户按政策由其他资金解决。
columns:
  fact_grade: 住房鉴定等级
  fact_date: 验收日期
  fact_seen: 没有命中的情形
  fact_worst: 最差的住房鉴定等级
*/
with

unsafe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'housing_grade'

),

houses as (

    select
        int_people.household_id,
        int_people.person_key,
        household_conditions.dataset,
        household_conditions.delivery,
        household_conditions.row_no,
        household_conditions.housing_grade as grade,
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades) as is_unsafe,
        household_conditions.is_renovated,
        household_conditions.subsidy_paid_date,
        household_conditions.accepted_date as happened_date,
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades)
        and household_conditions.is_renovated
        and household_conditions.accepted_date is not null
        and household_conditions.accepted_date <= parameters.as_of
        and household_conditions.subsidy_paid_date is null as is_hit
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    cross join parameters
    where
        household_conditions.housing_grade is not null
        and int_people.household_id is not null

),

judged as (

    select
        houses.household_id,
        case
            when bool_or(houses.is_hit) then 'hit'
            when bool_or(houses.is_hit is null) then 'not_assessed'
            else 'clear'
        end as outcome,
        max(houses.grade) filter (where houses.is_hit) as grade,
        max(houses.grade) as worst,
        case
            when bool_or(houses.is_unsafe and houses.subsidy_paid_date is not null) then '补助已经发放'
            when bool_or(houses.is_unsafe and houses.is_renovated) then '改造在比对日前还没有验收'
            when bool_or(houses.is_unsafe) then '还没有实施改造'
            else '不是危房'
        end as seen,
        min(houses.happened_date) filter (where houses.is_hit) as happened_date
    from houses
    group by houses.household_id

),

evidence as (

    select
        houses.household_id,
        houses.person_key,
        houses.dataset,
        houses.delivery,
        houses.row_no,
        'housing_grade' as field,
        houses.grade as value
    from houses
    where houses.is_hit
    union all
    select
        houses.household_id,
        houses.person_key,
        houses.dataset,
        houses.delivery,
        houses.row_no,
        'accepted_date' as field,
        cast(houses.happened_date as varchar) as value
    from houses
    where houses.is_hit

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'renovation_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        judged.grade as fact_grade,
        cast(judged.happened_date as varchar) as fact_date,
        judged.worst as fact_worst,
        judged.seen as fact_seen
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
