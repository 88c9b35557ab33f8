-- One row per person who is in no register: number and name as the departments that know them write it.
-- Why: people without a register row still need a number and a name to be found by.
with

final as (

    select
        mentions.person_key,
        min(mentions.person_id) as person_id,
        min(mentions.name) as name
    from mentions
    left join residents on mentions.person_key = residents.person_key
    where residents.person_key is null
    group by mentions.person_key

)

select * from final
