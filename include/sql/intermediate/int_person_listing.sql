-- One row per person on the national list: the listed household that counts for them.
-- Why: a person belongs to one household in every rule. Of several, an active household goes first, then the lower number.
with

ranked as (

    select
        listed_members.person_key,
        listed_members.name,
        listed_members.sex,
        listed_members.relation,
        listed_members.listed_household_no,
        listed_members.township,
        listed_members.village,
        listed_members.health_status,
        listed_members.labour_ability,
        row_number() over (
            partition by listed_members.person_key
            order by
                case
                    when listed_members.category is null then 2
                    when listed_members.risk_eliminated then 1
                    else 0
                end,
                listed_members.listed_household_no,
                listed_members.row_no
        ) as choice
    from listed_members
    where listed_members.person_key is not null

),

final as (

    select
        ranked.person_key,
        ranked.name,
        ranked.sex,
        ranked.relation,
        ranked.listed_household_no,
        ranked.township,
        ranked.village,
        ranked.health_status,
        ranked.labour_ability
    from ranked
    where ranked.choice = 1

)

select * from final
