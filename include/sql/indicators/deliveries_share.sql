-- One row per dataset that is due.
-- Why: a department that delivers nothing is not one without problems.
/*
unit: '%'
definition: 本月应报送的数据集中已报送并采用的所占比例，全县和按部门；沿用以前月份的不算已报送。
basis: 部门数据按时报送
areas: department
titles:
  datasets_delivered_share: 数据集报送率
*/
select
    'datasets_delivered_share' as indicator,
    department_titles.title as department,
    case when deliveries.status = 'delivered' then 1 else 0 end as amount,
    1 as base
from deliveries
left join department_titles on deliveries.department = department_titles.department
cross join parameters
where deliveries.since <= parameters.period
