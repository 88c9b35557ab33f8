-- One row per person in dibao and kind: in phase-out, or drawing it as a single person.
-- Why: phase-out ends within months, and single-person cover is meant for the severely ill and disabled.
/*
unit: 人
definition: 比对日正在享受低保的人中，处于渐退期的和按单人保纳入的，各计人数。
basis: 低保渐退期；重病重残人员单人纳入低保
needs: [residents, "benefits:dibao"]
titles:
  dibao_phase_out: 低保渐退期人口
  dibao_single: 单人保人口
*/
with

running as (

    select distinct
        benefits.person_key,
        int_people.township,
        benefits.is_phase_out,
        benefits.support_mode
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

),

final as (

    select distinct
        'dibao_phase_out' as indicator,
        running.person_key,
        running.township,
        1 as amount
    from running
    where running.is_phase_out
    union all
    select distinct
        'dibao_single' as indicator,
        running.person_key,
        running.township,
        1 as amount
    from running
    where running.support_mode = 'single'

)

select * from final
