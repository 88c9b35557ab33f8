-- One row per monitored household.
-- Why: shows how far help has come; it is never a target to chase.
/*
unit: '%'
definition: 风险已消除的户占全部在册监测和已消除跟踪户的比例，比对日。只作观察，不作考核：不得盲目追求风险消除率。
basis: 坚决防止盲目追求风险消除率
titles:
  risk_elimination_share: 风险消除户占比
*/
select
    'risk_elimination_share' as indicator,
    subject_rows.township,
    case when subject_rows.status = 'eliminated' then 1 else 0 end as amount,
    1 as base
from subject_rows
where subject_rows.status in ('listed', 'eliminated')
