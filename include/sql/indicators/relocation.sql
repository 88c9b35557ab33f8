-- One row per relocated household, and one more when it has moved in.
-- Why: people who were moved live elsewhere than their papers say.
/*
unit: 户
definition: 易地搬迁名单上的户，和其中已搬迁入住的户（入住日期不晚于比对日）；按户所在乡镇，监测系统中没有该户的计入未登记。
basis: 易地搬迁任务完成情况
needs: [listed_members, relocation]
titles:
  relocated_households: 易地搬迁户
  relocated_moved_in: 其中已搬迁入住
*/
with

relocated as (

    select
        relocation.listed_household_no,
        max(int_households.township) as township,
        coalesce(bool_or(relocation.moved_in_date <= parameters.as_of), false) as is_moved_in
    from relocation
    left join int_households on 'listed:' || relocation.listed_household_no = int_households.household_id
    cross join parameters
    where relocation.listed_household_no is not null
    group by relocation.listed_household_no

),

final as (

    select
        'relocated_households' as indicator,
        relocated.township,
        1 as amount
    from relocated
    union all
    select
        'relocated_moved_in' as indicator,
        relocated.township,
        1 as amount
    from relocated
    where relocated.is_moved_in

)

select * from final
