-- One row per open finding about a person, household or village.
-- Why: shows where work will fall.
/*
unit: 条
definition: 比对日仍待处理的线索（含本月因缺数据未能复核而延续的，不含已核实不属实和认可例外的），按规则类别；疑似应纳未纳为风险线索中不属在册监测户的。
titles:
  findings_risk: 返贫致贫风险线索
  findings_missed: 应享未享线索
  findings_wrong: 错享重复线索
  findings_conflict: 数据矛盾线索
  findings_elimination: 消除存疑线索
  findings_missed_inclusion: 疑似应纳未纳
*/
with

open_rows as (

    select
        finding_rows.township,
        finding_rows.family,
        coalesce(finding_rows.is_missed_inclusion, false) as is_missed_inclusion
    from finding_rows
    where finding_rows.level <> 'dataset' and finding_rows.status not in ('dismissed', 'accepted', 'set_aside')

),

final as (

    select
        'findings_' || open_rows.family as indicator,
        open_rows.township,
        1 as amount
    from open_rows
    union all
    select
        'findings_missed_inclusion' as indicator,
        open_rows.township,
        1 as amount
    from open_rows
    where open_rows.is_missed_inclusion

)

select * from final
