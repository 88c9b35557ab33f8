-- One row per household with a housing appraisal of a member: whether any appraised house is still unsafe.
-- Why: renovated is not safe until it has been accepted and people have moved in.
with

unsafe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'housing_grade'

),

final as (

    select
        int_people.household_id,
        bool_or(
            household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades)
            and not (
                coalesce(household_conditions.is_renovated, false)
                and household_conditions.accepted_date is not null
                and coalesce(household_conditions.is_moved_in, false)
            )
        ) as is_housing_unsafe
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    where
        household_conditions.housing_grade is not null
        and int_people.household_id is not null
    group by int_people.household_id

)

select * from final
