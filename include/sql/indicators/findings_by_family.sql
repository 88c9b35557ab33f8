-- One row per family of rules and area: open findings of the month.
-- Why: shows where work will fall, and on which department.
/*
unit: 条
titles:
  findings_risk: 返贫致贫风险线索
  findings_missed: 应享未享线索
  findings_wrong: 错享重复线索
  findings_conflict: 数据矛盾线索
  findings_elimination: 消除存疑线索
  findings_missed_inclusion: 疑似应纳未纳
*/
with

located as (

    select
        coalesce(finding_rows.township, '未登记') as township,
        finding_rows.family,
        coalesce(finding_rows.is_missed_inclusion, false) as is_missed_inclusion
    from finding_rows
    where finding_rows.level <> 'dataset'

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) filter (where located.family = 'risk') as findings_risk,
        count(*) filter (where located.family = 'missed') as findings_missed,
        count(*) filter (where located.family = 'wrong') as findings_wrong,
        count(*) filter (where located.family = 'conflict') as findings_conflict,
        count(*) filter (where located.family = 'elimination') as findings_elimination,
        count(*) filter (where located.is_missed_inclusion) as findings_missed_inclusion
    from located
    group by rollup (located.township)

),

final as (

    select
        'findings_risk' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_risk as value
    from counted
    union all
    select
        'findings_missed' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_missed as value
    from counted
    union all
    select
        'findings_wrong' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_wrong as value
    from counted
    union all
    select
        'findings_conflict' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_conflict as value
    from counted
    union all
    select
        'findings_elimination' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_elimination as value
    from counted
    union all
    select
        'findings_missed_inclusion' as indicator,
        counted.area_level,
        counted.area,
        counted.findings_missed_inclusion as value
    from counted

)

select * from final
