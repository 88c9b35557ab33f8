-- One row per state of delivery: datasets of the month.
-- Why: the month is only as good as what arrived.
/*
unit: 份
titles:
  datasets_delivered: 已报送数据集
  datasets_carried: 沿用以前月份的数据集
  datasets_absent: 没有可用数据的数据集
*/
with

counted as (

    select
        count(*) filter (where deliveries.status = 'delivered') as datasets_delivered,
        count(*) filter (where deliveries.status = 'carried') as datasets_carried,
        count(*) filter (where deliveries.status not in ('delivered', 'carried')) as datasets_absent
    from deliveries

),

final as (

    select
        'datasets_delivered' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.datasets_delivered as value
    from counted
    union all
    select
        'datasets_carried' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.datasets_carried as value
    from counted
    union all
    select
        'datasets_absent' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.datasets_absent as value
    from counted

)

select * from final
