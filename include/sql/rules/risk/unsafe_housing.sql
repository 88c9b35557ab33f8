-- One row per household and appraisal of an unsafe house of a member; one row for a household whose houses are safe.
-- Why: safe housing is one of the guarantees; a house counts as repaired only once it is accepted and lived in.
/*
id: risk.unsafe_housing
title: 住房存在安全隐患
definition: 户内有住房鉴定为 C 级或 D 级，且未同时满足已改造、已验收、已入住。没有鉴定记录的户不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: housing
needs: [household_conditions.housing_grade]
verify_department: housing
action: 现场查看，未改造的纳入危房改造，已改造的督促验收和入住，期间落实安全住所。
sentence: 户内住房鉴定为 {grade} 级，改造、验收、入住尚未全部完成。
clear_sentence: 户内住房鉴定均不是 C、D 级，或 C、D 级住房已改造、验收并入住。
basis: 国家规则 1_02_001；新增住房安全问题及时纳入危房改造；危房改造补助资金及时发放；不得仍住在有安全隐患的旧房
innocent: 可能另有安全住房，或改造已完成而验收、入住信息尚未录入。
columns:
  fact_grade: 未销号住房的鉴定等级
*/
with

unsafe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'housing_grade'

),

unsafe as (

    select
        int_people.household_id,
        int_people.person_key,
        household_conditions.dataset,
        household_conditions.delivery,
        household_conditions.row_no,
        household_conditions.housing_grade,
        max(household_conditions.housing_grade) over (partition by int_people.household_id) as worst_grade
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    where
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades)
        and not (
            coalesce(household_conditions.is_renovated, false)
            and household_conditions.accepted_date is not null
            and coalesce(household_conditions.is_moved_in, false)
        )

),

final as (

    select
        int_households.household_id as subject_id,
        int_households.household_id,
        unsafe.person_key,
        case
            when unsafe.household_id is not null then 'hit'
            when int_households.has_housing_appraisal then 'clear'
            else 'not_assessed'
        end as outcome,
        case when not int_households.has_housing_appraisal then 'no_appraisal' end as reason,
        unsafe.dataset as evidence_dataset,
        unsafe.delivery as evidence_delivery,
        unsafe.row_no as evidence_row_no,
        'housing_grade' as evidence_field,
        unsafe.housing_grade as evidence_value,
        unsafe.worst_grade as fact_grade
    from int_households
    left join unsafe on int_households.household_id = unsafe.household_id

)

select * from final
