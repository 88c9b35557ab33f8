-- One row per open finding about a person, household or village.
-- Why: one rule may say most of what a township has to do.
/*
unit: 条
definition: 比对日仍待处理的线索，每条规则一项指标；口径同按类别的线索。规则所需数据没有报送的，为未知。
titles_from: rules
*/
select
    'findings.' || finding_rows.rule as indicator,
    finding_rows.township,
    1 as amount
from finding_rows
where finding_rows.level <> 'dataset' and finding_rows.status not in ('dismissed', 'accepted', 'set_aside')
