-- One row per person any department knows: which datasets hold a row of them.
-- Why: int_people starts from everybody who occurs anywhere, not only from the register.
-- A dataset is one bit of a number, so that the largest relation is grouped once and by numbers; names are put together
-- once for each combination of datasets that occurs.
with

held as (

    select
        mentions.person_key,
        bit_or(cast(1 as bigint) << mentions.dataset_no) as mask
    from mentions
    group by mentions.person_key

),

masks as (

    select distinct held.mask from held

),

named as (

    select
        masks.mask,
        count(*) as dataset_count,
        string_agg(datasets.dataset, ',' order by datasets.dataset) as datasets
    from masks
    inner join datasets on (masks.mask & (cast(1 as bigint) << datasets.dataset_no)) <> 0
    group by masks.mask

),

final as (

    select
        held.person_key,
        named.dataset_count,
        named.datasets
    from held
    inner join named on held.mask = named.mask

)

select * from final
