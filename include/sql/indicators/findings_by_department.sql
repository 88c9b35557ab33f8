-- One row per open finding, with the department that has to verify it.
-- Why: every department sees how much waits for it.
/*
unit: 条
definition: 比对日仍待处理的全部线索（含数据报送类），按负责核实的部门。
areas: department
titles:
  findings_to_verify: 待核实线索
*/
select
    'findings_to_verify' as indicator,
    department_titles.title as department,
    1 as amount
from finding_rows
left join department_titles on finding_rows.verify_department = department_titles.department
where finding_rows.status not in ('dismissed', 'accepted', 'set_aside')
