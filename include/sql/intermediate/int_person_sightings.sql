-- One row per person any department knows: which datasets hold a row of them.
-- Why: int_people starts from everybody who occurs anywhere, not only from the register.
with

held as (

    select distinct
        mentions.person_key,
        mentions.dataset
    from mentions

),

final as (

    select
        held.person_key,
        count(*) as dataset_count,
        string_agg(held.dataset, ',' order by held.dataset) as datasets
    from held
    group by held.person_key

)

select * from final
