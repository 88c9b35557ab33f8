-- One row per dataset and fate of its rows.
-- Why: delivered is staged plus quarantined plus dropped, and people want to see it.
/*
unit: 行
definition: 本月各部门报送的行数，和其中采用、因错误隔离、完全重复而略去的行数；报送＝采用＋隔离＋略去。
areas: department
titles:
  rows_delivered: 报送行数
  rows_staged: 采用行数
  rows_quarantined: 隔离行数
  rows_dropped: 重复略去行数
*/
with

delivered as (

    select
        deliveries.*,
        department_titles.title as owner
    from deliveries
    left join department_titles on deliveries.department = department_titles.department

),

final as (

    select
        'rows_delivered' as indicator,
        delivered.owner as department,
        delivered.rows_delivered as amount
    from delivered
    union all
    select
        'rows_staged' as indicator,
        delivered.owner as department,
        delivered.rows_staged as amount
    from delivered
    union all
    select
        'rows_quarantined' as indicator,
        delivered.owner as department,
        delivered.rows_quarantined as amount
    from delivered
    union all
    select
        'rows_dropped' as indicator,
        delivered.owner as department,
        delivered.rows_dropped as amount
    from delivered

)

select * from final
