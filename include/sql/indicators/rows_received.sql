-- One row per fate of a row: rows of all deliveries of the month.
-- Why: delivered is staged plus quarantined plus dropped, and people want to see it.
/*
unit: 行
titles:
  rows_delivered: 报送行数
  rows_staged: 采用行数
  rows_quarantined: 隔离行数
  rows_dropped: 重复略去行数
*/
with

counted as (

    select
        coalesce(cast(sum(deliveries.rows_delivered) as bigint), 0) as rows_delivered,
        coalesce(cast(sum(deliveries.rows_staged) as bigint), 0) as rows_staged,
        coalesce(cast(sum(deliveries.rows_quarantined) as bigint), 0) as rows_quarantined,
        coalesce(cast(sum(deliveries.rows_dropped) as bigint), 0) as rows_dropped
    from deliveries

),

final as (

    select
        'rows_delivered' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.rows_delivered as value
    from counted
    union all
    select
        'rows_staged' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.rows_staged as value
    from counted
    union all
    select
        'rows_quarantined' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.rows_quarantined as value
    from counted
    union all
    select
        'rows_dropped' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.rows_dropped as value
    from counted

)

select * from final
