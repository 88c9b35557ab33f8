-- One row per person with an asset in force: cars and public salaries.
-- Why: vehicles for disabled people and motorcycles are no sign of wealth; cancelled and scrapped cars are gone.
with

final as (

    select
        assets.person_key,
        bool_or(assets.kind in ('car', 'commercial_vehicle')) as has_car,
        bool_or(assets.kind = 'public_salary') as has_public_salary,
        bool_or(assets.kind = 'public_salary' and assets.use = 'retired') as has_public_pension
    from assets
    where
        assets.person_key is not null
        and assets.status = 'normal'
    group by assets.person_key

)

select * from final
