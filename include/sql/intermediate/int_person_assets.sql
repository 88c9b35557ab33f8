-- One row per person with an asset in force: cars and public salaries.
-- Why: vehicles for disabled people and motorcycles are no sign of wealth; cancelled and scrapped cars are gone.
with

cars as (

    select signs_of_means.kind
    from signs_of_means
    where signs_of_means.sign = 'car'

),

final as (

    select
        assets.person_key,
        bool_or(assets.kind in (select cars.kind from cars)) as has_car,
        bool_or(assets.kind = 'public_salary') as has_public_salary,
        bool_or(assets.kind = 'public_salary' and assets.use = 'retired') as has_public_pension
    from assets
    where
        assets.person_key is not null
        and assets.status = 'normal'
    group by assets.person_key

)

select * from final
