-- One row per living resident without basic medical insurance.
-- Why: full cover is a guarantee, and its gaps are counted in people.
/*
unit: 人
definition: 比对日户籍状态正常、没有部门报告死亡的人中，本参保年度没有任何一种正常参保的基本医疗保险的人。
needs: [residents, "insurance:medical"]
titles:
  uninsured_residents: 未见有效基本医保的在籍人口
*/
select
    'uninsured_residents' as indicator,
    int_people.township,
    1 as amount
from int_people
where int_people.is_uninsured
