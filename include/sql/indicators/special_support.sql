-- One row per person the state supports entirely.
-- Why: people without family or means are the surest group to be cared for.
/*
unit: 人
definition: 比对日正在享受特困供养的人，合计和按供养方式分；同一人只计一次。
basis: 特困人员集中供养、分散供养
needs: [residents, "benefits:special_support"]
titles:
  special_support_persons: 特困供养人口
  special_support_centralised: 集中供养
  special_support_scattered: 分散供养
*/
with

running as (

    select
        benefits.person_key,
        int_people.township,
        max(benefits.support_mode) as support_mode
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind = 'special_support'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
    group by benefits.person_key, int_people.township

),

final as (

    select
        'special_support_persons' as indicator,
        running.township,
        1 as amount
    from running
    union all
    select
        'special_support_' || running.support_mode as indicator,
        running.township,
        1 as amount
    from running
    where running.support_mode is not null

)

select * from final
