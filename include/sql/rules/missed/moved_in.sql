-- One row per household and unsafe house a member was appraised for that has the fault; one row for any other.
-- Why: a new house protects nobody who still lives in the old one.
/*
id: missed.moved_in
title: 危房改造后仍未入住
definition: 户内有 C 级或 D 级住房已实施改造，并在比对日前竣工，登记为未入住。改造、竣工或入住情况为空的不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [household_conditions.housing_grade]
verify_department: housing
action: 入户查看实际居住情况，督促入住，旧房按规定拆除或封存。
sentence: 户内 {grade} 级住房改造于 {date} 竣工，登记为仍未入住。
clear_sentence: 户内住房最差鉴定为 {worst} 级，{seen}。
basis: 不得仍住在有安全隐患的旧房
innocent: 可能暂住亲友家，或已入住而没有录入。
columns:
  fact_grade: 住房鉴定等级
  fact_date: 竣工日期
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
        household_conditions.is_moved_in,
        household_conditions.completed_date as happened_date,
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades)
        and household_conditions.is_renovated
        and not household_conditions.is_moved_in
        and household_conditions.completed_date <= parameters.as_of as is_hit
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
            when bool_or(houses.is_unsafe and houses.is_renovated and houses.is_moved_in) then '改造后登记为已入住'
            when bool_or(houses.is_unsafe and houses.is_renovated) then '改造在比对日前还没有竣工'
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
        'completed_date' as field,
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
