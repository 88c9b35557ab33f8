-- One row per listed household with a registered risk: its risks, sorted.
-- Why: the national list holds up to five risks per member row; people read them as one list per household.
with

risks as (

    select listed_members.listed_household_no, listed_members.risk_1 as cause from listed_members
    union
    select listed_members.listed_household_no, listed_members.risk_2 as cause from listed_members
    union
    select listed_members.listed_household_no, listed_members.risk_3 as cause from listed_members
    union
    select listed_members.listed_household_no, listed_members.risk_4 as cause from listed_members
    union
    select listed_members.listed_household_no, listed_members.risk_5 as cause from listed_members

),

final as (

    select
        risks.listed_household_no,
        string_agg(risks.cause, ',' order by risks.cause) as causes
    from risks
    where risks.listed_household_no is not null and risks.cause is not null
    group by risks.listed_household_no

)

select * from final
