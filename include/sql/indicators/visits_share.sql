-- One row per listed household due for a visit.
-- Why: townships can be compared by it, whatever their size.
/*
unit: '%'
definition: 已走访的在册监测户占应走访在册监测户的比例，口径同“应走访”“已走访”。
basis: 风险消除前每月至少走访一次
needs: [visits]
titles:
  visits_share: 走访率
*/
with

due as (

    select
        subject_rows.township,
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
        'visits_share' as indicator,
        due.township,
        case when due.is_visited then 1 else 0 end as amount,
        1 as base
    from due

)

select * from final
