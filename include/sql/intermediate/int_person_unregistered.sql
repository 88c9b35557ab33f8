-- One row per person who is in no register: number and name as the departments that know them write it.
-- Why: people without a register row still need a number and a name to be found by.
-- They are few: found by their keys first, so that the names of everybody else are never read.
with

strangers as (

    select distinct mentions.person_key
    from mentions
    left join residents on mentions.person_key = residents.person_key
    where residents.person_key is null

),

final as (

    select
        mentions.person_key,
        min(mentions.person_id) as person_id,
        min(mentions.name) as name
    from mentions
    inner join strangers on mentions.person_key = strangers.person_key
    group by mentions.person_key

)

select * from final
