-- One row per person who works in the month, by any department's account.
-- Why: five datasets know of work, each by its own start and end.
with

final as (

    select distinct
        employment.person_key,
        true as is_working
    from employment
    cross join parameters
    where
        employment.person_key is not null
        and employment.is_working
        and coalesce(employment.status, 'normal') = 'normal'
        and (employment.start_month is null or employment.start_month <= parameters.period_month)
        and (employment.end_month is null or employment.end_month >= parameters.period_month)
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)

)

select * from final
