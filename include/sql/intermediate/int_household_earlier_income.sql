-- One row per listed household with a declared income in an earlier month that counts for comparison: the highest one.
-- Why: a fall shows only against what the household itself declared before, and last month is too near to show it.
with

declared as (

    select
        listed_members_history.listed_household_no,
        listed_members_history.months_back,
        case
            when
                max(listed_members_history.category) is not null
                and bool_and(coalesce(listed_members_history.risk_eliminated, false))
                then max(listed_members_history.income_per_capita_after)
            else max(listed_members_history.income_per_capita)
        end as income
    from listed_members_history
    cross join parameters
    where
        listed_members_history.listed_household_no is not null
        and listed_members_history.months_back between
        parameters.income_drop_months_min and parameters.income_drop_months_max
    group by listed_members_history.listed_household_no, listed_members_history.months_back

),

ranked as (

    select
        declared.*,
        row_number() over (
            partition by declared.listed_household_no order by declared.income desc, declared.months_back
        ) as choice
    from declared
    where declared.income is not null

),

final as (

    select
        ranked.listed_household_no,
        ranked.income as earlier_income,
        ranked.months_back as earlier_income_months_back
    from ranked
    where ranked.choice = 1

)

select * from final
