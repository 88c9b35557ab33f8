-- One row per kind of change: households that came onto the list of subjects, changed on it, or left it.
-- Why: last month plus entered minus left is this month.
/*
unit: 户
titles:
  households_entered: 本月进入
  households_status_changed: 本月状态变化
  households_left: 本月退出
*/
with

counted as (

    select
        count(*) filter (where subject_rows.change = 'entered') as households_entered,
        count(*) filter (where subject_rows.change = 'status_changed') as households_status_changed,
        count(*) filter (where subject_rows.household_id is null) as households_left
    from subject_rows
    full join previous_subjects on subject_rows.household_id = previous_subjects.household_id

),

final as (

    select
        'households_entered' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.households_entered as value
    from counted
    union all
    select
        'households_status_changed' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.households_status_changed as value
    from counted
    union all
    select
        'households_left' as indicator,
        'county' as area_level,
        '全县' as area,
        counted.households_left as value
    from counted

)

select * from final
