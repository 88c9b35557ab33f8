-- One row per listed household that was visited by the comparison day: the latest visit.
-- Why: contact is due every month until the risk is eliminated.
with

final as (

    select
        visits.listed_household_no,
        max(visits.visited_date) as last_visit_date
    from visits
    cross join parameters
    where visits.visited_date <= parameters.as_of
    group by visits.listed_household_no

)

select * from final
