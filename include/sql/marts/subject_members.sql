-- One row per person in a subject's household, by the membership that makes the household.
-- Why: a household is looked at because of its people. Identities are replaced before anything is published.
with

final as (

    select
        int_people.household_id,
        int_people.person_key,
        int_people.person_id,
        int_people.name,
        int_people.relation,
        int_people.sex,
        int_people.age,
        int_people.is_living_resident,
        case when int_people.is_listed then 'listed' else 'register' end as membership,
        int_people.datasets
    from int_people
    inner join subject_households on int_people.household_id = subject_households.household_id
    where subject_households.is_present

)

select * from final
