-- One row per household that is a subject of the month: active, eliminated, or with an open finding that makes it one.
-- Why: nobody leaves in silence. A household that is gone from the data stays as it was last seen while a finding on it is
-- open, and all listed households stay when the national list itself is lost.
with

present as (

    select
        int_households.household_id,
        case int_households.listing
            when 'active' then 'listed'
            when 'eliminated' then 'eliminated'
            else 'suspected'
        end as status,
        true as is_present
    from int_households
    left join subject_findings on int_households.household_id = subject_findings.household_id
    where
        int_households.listing in ('active', 'eliminated')
        or subject_findings.risk_hit_count > 0
        or subject_findings.elimination_count > 0

),

gone as (

    select
        previous_subjects.household_id,
        previous_subjects.status,
        false as is_present
    from previous_subjects
    left join int_households on previous_subjects.household_id = int_households.household_id
    left join subject_findings on previous_subjects.household_id = subject_findings.household_id
    where
        int_households.household_id is null
        and (
            subject_findings.risk_hit_count > 0
            or subject_findings.elimination_count > 0
            or (
                previous_subjects.status in ('listed', 'eliminated')
                and exists (select 1 from lost_roles where lost_roles.role = 'listed_members')
            )
        )

),

final as (

    select * from present
    union all
    select * from gone

)

select * from final
