-- One row per measure and area: medical costs paid by the subjects themselves in twelve months.
-- Why: illness is the commonest cause; the burden says where relief is short.
/*
needs: [medical_costs]
unit: 元
titles:
  self_paid_total: 监测对象 12 个月医疗自付合计
  self_paid_mean: 监测对象户均 12 个月医疗自付
*/
with

located as (

    select
        coalesce(int_households.township, '未登记') as township,
        int_households.self_paid_12m
    from int_households
    inner join subject_rows on int_households.household_id = subject_rows.household_id

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        cast(sum(located.self_paid_12m) as decimal(18, 2)) as self_paid_total,
        count(*) as household_count
    from located
    group by rollup (located.township)

),

final as (

    select
        'self_paid_total' as indicator,
        counted.area_level,
        counted.area,
        counted.self_paid_total as value
    from counted
    union all
    select
        'self_paid_mean' as indicator,
        counted.area_level,
        counted.area,
        cast(counted.self_paid_total * 100 as bigint)
        // nullif(counted.household_count, 0) * cast(0.01 as decimal(18, 2)) as value
    from counted

)

select * from final
