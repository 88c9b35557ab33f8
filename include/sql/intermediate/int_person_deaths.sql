-- One row per person somebody reports dead by the comparison day: the earliest date and the number of sources.
-- Why: three departments report deaths; one of them is a suspicion, two of them are hardly a mistake.
with

final as (

    select
        deaths.person_key,
        min(deaths.death_date) as first_death_date,
        count(distinct deaths.dataset) as death_source_count
    from deaths
    cross join parameters
    where
        deaths.person_key is not null
        and deaths.death_date <= parameters.as_of
    group by deaths.person_key

)

select * from final
