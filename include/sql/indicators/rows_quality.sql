-- One row per dataset with rows, and share.
-- Why: what cannot be joined cannot be assessed.
/*
unit: '%'
definition: 本月报送的行中，被隔离的行所占比例，和因证件号问题（缺失、位数或校验位不符、被截断、脱敏等）被隔离的行所占比例；全县和按部门。
areas: department
titles:
  rows_quarantined_share: 隔离行占比
  id_problem_share: 证件号问题行占比
*/
with

id_problems as (

    select
        quarantined_rows.dataset,
        count(distinct quarantined_rows.row_no) as problem_count
    from quarantined_rows
    where starts_with(quarantined_rows.code, 'ID_')
    group by quarantined_rows.dataset

),

delivered as (

    select
        department_titles.title as department,
        deliveries.rows_delivered,
        deliveries.rows_quarantined,
        coalesce(id_problems.problem_count, 0) as problem_count
    from deliveries
    left join department_titles on deliveries.department = department_titles.department
    left join id_problems on deliveries.dataset = id_problems.dataset

),

final as (

    select
        'rows_quarantined_share' as indicator,
        delivered.department,
        delivered.rows_quarantined as amount,
        delivered.rows_delivered as base
    from delivered
    union all
    select
        'id_problem_share' as indicator,
        delivered.department,
        delivered.problem_count as amount,
        delivered.rows_delivered as base
    from delivered

)

select * from final
