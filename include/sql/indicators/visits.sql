-- One row per listed household due for a visit, and one more when it was visited.
-- Why: contact is due every month until the risk is eliminated.
/*
unit: 户
definition: 应走访：比对日的在册监测户；已走访：其中在走访间隔期内（截至比对日）有走访记录的户。
basis: 风险消除前每月至少走访一次
areas: village
needs: [visits]
titles:
  visits_due: 应走访在册监测户
  visits_done: 本期已走访在册监测户
*/
with

due as (

    select
        subject_rows.township,
        subject_rows.village,
        coalesce(
            subject_rows.last_visit_date
            > parameters.as_of - parameters.visit_interval_months * interval 1 month,
            false
        ) as is_visited
    from subject_rows
    cross join parameters
    where subject_rows.status = 'listed'

),

final as (

    select
        'visits_due' as indicator,
        due.township,
        due.village,
        1 as amount
    from due
    union all
    select
        'visits_done' as indicator,
        due.township,
        due.village,
        1 as amount
    from due
    where due.is_visited

)

select * from final
