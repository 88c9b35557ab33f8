-- One row per household that is a subject of the month.
-- Why: the first number anybody asks for, down to the village.
/*
unit: 户
definition: 比对日的监测对象户数，按状态分：在册监测（已识别、风险未消除）、风险已消除仍跟踪、疑似新增（不在册而命中风险规则）。
basis: 监测对象按月动态管理
areas: village
titles:
  households_listed: 在册监测户
  households_eliminated: 风险已消除跟踪户
  households_suspected: 疑似新增户
*/
select
    'households_' || subject_rows.status as indicator,
    subject_rows.township,
    subject_rows.village,
    1 as amount
from subject_rows
