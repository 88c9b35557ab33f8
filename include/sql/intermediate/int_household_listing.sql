-- One row per household on the national list: what its members' rows say of the household.
-- Why: household values stand on every member's row. A risk counts as eliminated only when every row says so.
with

members as (

    select
        listed_members.listed_household_no,
        max(listed_members.household_type) as household_type,
        max(listed_members.category) as category,
        bool_and(coalesce(listed_members.risk_eliminated, false)) as is_eliminated,
        min(listed_members.identified_month) as identified_month,
        max(listed_members.eliminated_month) as eliminated_month,
        max(listed_members.elimination_mode) as elimination_mode,
        max(listed_members.township) as township,
        max(listed_members.village) as village,
        max(listed_members.income_per_capita) as income_per_capita,
        max(listed_members.income_per_capita_after) as income_per_capita_after,
        bool_or(
            listed_members.contact_name is not null or listed_members.contact_phone is not null
        ) as has_contact,
        count(*) filter (where listed_members.person_key is null) as unlinked_count,
        concat_ws(
            ',',
            case when count(listed_members.help_compulsory_education) > 0 then 'compulsory_education' end,
            case when count(listed_members.help_education) > 0 then 'education' end,
            case when count(listed_members.help_employment) > 0 then 'employment' end,
            case when count(listed_members.help_finance) > 0 then 'finance' end,
            case when count(listed_members.help_health) > 0 then 'health' end,
            case when count(listed_members.help_housing) > 0 then 'housing' end,
            case when count(listed_members.help_industry) > 0 then 'industry' end,
            case when count(listed_members.help_infrastructure) > 0 then 'infrastructure' end,
            case when count(listed_members.help_living_conditions) > 0 then 'living_conditions' end,
            case when count(listed_members.help_relocation) > 0 then 'relocation' end,
            case when count(listed_members.help_safety_net) > 0 then 'safety_net' end,
            case when count(listed_members.help_society) > 0 then 'society' end,
            case when count(listed_members.help_water) > 0 then 'water' end,
            case when count(listed_members.help_welfare_post) > 0 then 'welfare_post' end
        ) as measures
    from listed_members
    where listed_members.listed_household_no is not null
    group by listed_members.listed_household_no

),

final as (

    select
        members.*,
        causes.causes,
        case
            when members.category is not null and members.is_eliminated then 'eliminated'
            when members.category is not null then 'active'
            when members.household_type = 'registered' then 'registered'
            else 'ordinary'
        end as listing
    from members
    left join int_household_causes as causes on members.listed_household_no = causes.listed_household_no

)

select * from final
