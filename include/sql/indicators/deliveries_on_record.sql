-- One row per dataset that is due.
-- Why: the month is only as good as what arrived.
/*
unit: 份
definition: 本月应报送的数据集，按结果分：已报送、沿用以前月份、没有可用数据；全县和按部门。
areas: department
titles:
  datasets_delivered: 已报送数据集
  datasets_carried: 沿用以前月份的数据集
  datasets_absent: 没有可用数据的数据集
*/
select
    'datasets_'
    || case when deliveries.status in ('delivered', 'carried') then deliveries.status else 'absent' end as indicator,
    department_titles.title as department,
    1 as amount
from deliveries
left join department_titles on deliveries.department = department_titles.department
cross join parameters
where deliveries.since <= parameters.period
