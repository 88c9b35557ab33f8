-- One row per settlement with medical relief in the twelve months.
-- Why: the money says how much of the burden relief takes over.
/*
unit: 元
definition: 截至比对日的 12 个月内，本县人口结算中的医疗救助支付金额合计；数据中没有的人不计入。
basis: 医疗救助人次和金额
needs: [residents, medical_costs]
titles:
  medical_relief_total: 12 个月医疗救助支付合计
*/
select
    'medical_relief_total' as indicator,
    int_people.township,
    medical_costs.medical_relief_amount as amount
from medical_costs
inner join int_people on medical_costs.person_key = int_people.person_key
cross join parameters
where
    medical_costs.medical_relief_amount > 0
    and medical_costs.settled_date > parameters.as_of - interval 12 month
    and medical_costs.settled_date <= parameters.as_of
