-- One row per person with a benefit that runs in the month: which of the standing benefits.
-- Why: rules about help due and help not due ask for the same four.
with

running as (

    select
        benefits.person_key,
        benefits.kind
    from benefits
    cross join parameters
    where
        benefits.person_key is not null
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

),

final as (

    select
        running.person_key,
        bool_or(running.kind = 'dibao') as has_dibao,
        bool_or(running.kind = 'special_support') as has_special_support,
        bool_or(running.kind = 'disability_care') as has_disability_care,
        bool_or(running.kind = 'disability_living') as has_disability_living
    from running
    group by running.person_key

)

select * from final
