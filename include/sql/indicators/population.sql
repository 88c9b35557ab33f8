-- One row per living resident of the register.
-- Why: the denominator of every share.
/*
unit: 人
definition: 比对日户籍状态正常、没有部门报告死亡的人。
areas: village
needs: [residents]
titles:
  living_residents: 在籍健在人口
*/
select
    'living_residents' as indicator,
    int_people.township,
    int_people.village,
    1 as amount
from int_people
where int_people.is_living_resident
