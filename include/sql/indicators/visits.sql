-- One row per measure and area: listed households due for a visit, and visited in the month to the comparison day.
-- Why: contact is due every month until the risk is eliminated.
/*
needs: [visits]
unit: 户
titles:
  visits_due: 应走访在册监测户
  visits_done: 本期已走访在册监测户
*/
with

located as (

    select
        coalesce(subject_rows.township, '未登记') as township,
        coalesce(
            subject_rows.last_visit_date
            > parameters.as_of - parameters.visit_interval_months * interval 1 month,
            false
        ) as is_visited
    from subject_rows
    cross join parameters
    where subject_rows.status = 'listed'

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) as visits_due,
        count(*) filter (where located.is_visited) as visits_done
    from located
    group by rollup (located.township)

),

final as (

    select
        'visits_due' as indicator,
        counted.area_level,
        counted.area,
        counted.visits_due as value
    from counted
    union all
    select
        'visits_done' as indicator,
        counted.area_level,
        counted.area,
        counted.visits_done as value
    from counted

)

select * from final
