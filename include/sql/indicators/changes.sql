-- One row per household that came onto the list of subjects, changed on it, left it, or stayed.
-- Why: last month plus entered minus left is this month.
/*
unit: 户
definition: 与上一个已出数的月份相比：进入、退出、状态变化、类别变化的户，以及上月已在、本月仍在的户（含状态或类别变化的）。首月全部计为进入。
titles:
  households_entered: 本月进入
  households_left: 本月退出
  households_status_changed: 本月状态变化
  households_category_changed: 本月类别变化
  households_persisting: 上月延续
*/
with

final as (

    select
        'households_' || change_rows.change as indicator,
        change_rows.township,
        1 as amount
    from change_rows
    union all
    select
        'households_persisting' as indicator,
        subject_rows.township,
        1 as amount
    from subject_rows
    where subject_rows.change <> 'entered'

)

select * from final
