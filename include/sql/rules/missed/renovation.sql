-- One row per household and unsafe house a member was appraised for that has the fault; one row for any other.
-- Why: an unsafe house that nobody begins to repair stays unsafe through the next rains.
/*
id: missed.renovation
title: 危房超期未改造
definition: 户内有住房鉴定为 C 级或 D 级，鉴定至比对日已超过规定期限，未实施改造。鉴定日期或改造情况为空的不作判断。
family: missed
level: household
severity: high
since: "2026-01"
needs: [household_conditions.housing_grade]
parameters: [repair_grace_days]
verify_department: housing
action: 现场查看，确属唯一住房的尽快纳入危房改造，期间落实安全住所。
sentence: 户内住房于 {date} 鉴定为 {grade} 级，超过规定期限仍未实施改造。
clear_sentence: 户内住房最差鉴定为 {worst} 级，{seen}。
basis: 新增住房安全问题及时纳入危房改造
innocent: 可能另有安全住房，或已拆除、已搬迁而没有销号。
columns:
  fact_grade: 住房鉴定等级
  fact_date: 鉴定日期
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
        household_conditions.appraised_date as happened_date,
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades)
        and not household_conditions.is_renovated
        and date_diff('day', household_conditions.appraised_date, parameters.as_of)
        > parameters.repair_grace_days as is_hit
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
            when bool_or(houses.is_unsafe and not houses.is_renovated) then '鉴定后还没有超过规定期限'
            when bool_or(houses.is_unsafe) then '已实施改造'
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
        'appraised_date' as field,
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
