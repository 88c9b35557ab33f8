-- One row per category and area: households on the list whose risk is not eliminated.
-- Why: the three categories are planned for and reported separately.
/*
unit: 户
titles:
  households_unstable: 脱贫不稳定户
  households_marginal: 边缘易致贫户
  households_sudden: 突发严重困难户
*/
with

located as (

    select
        coalesce(subject_rows.township, '未登记') as township,
        subject_rows.category
    from subject_rows
    where subject_rows.status = 'listed'

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) filter (where located.category = 'unstable') as households_unstable,
        count(*) filter (where located.category = 'marginal') as households_marginal,
        count(*) filter (where located.category = 'sudden') as households_sudden
    from located
    group by rollup (located.township)

),

final as (

    select
        'households_unstable' as indicator,
        counted.area_level,
        counted.area,
        counted.households_unstable as value
    from counted
    union all
    select
        'households_marginal' as indicator,
        counted.area_level,
        counted.area,
        counted.households_marginal as value
    from counted
    union all
    select
        'households_sudden' as indicator,
        counted.area_level,
        counted.area,
        counted.households_sudden as value
    from counted

)

select * from final
