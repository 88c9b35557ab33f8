-- One row per household that is a subject of the month.
-- Why: a few large bills and many small ones need different help.
/*
unit: 元
definition: 监测对象户 12 个月医疗个人自付合计除以监测对象户数（没有就医的户也计入分母）。
needs: [residents, listed_members, medical_costs]
titles:
  self_paid_mean: 监测对象户均 12 个月医疗自付
*/
select
    'self_paid_mean' as indicator,
    int_households.township,
    int_households.self_paid_12m as amount,
    1 as base
from int_households
inner join subject_rows on int_households.household_id = subject_rows.household_id
