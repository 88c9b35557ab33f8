-- One row per household that is a subject of the month.
-- Why: illness is the commonest cause; the burden says where relief is short.
/*
unit: 元
definition: 监测对象户（在册、已消除、疑似）全部成员在截至比对日的 12 个月内结算的个人自付金额合计。
needs: [residents, listed_members, medical_costs]
titles:
  self_paid_total: 监测对象 12 个月医疗自付合计
*/
select
    'self_paid_total' as indicator,
    int_households.township,
    int_households.self_paid_12m as amount
from int_households
inner join subject_rows on int_households.household_id = subject_rows.household_id
