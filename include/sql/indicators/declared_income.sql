-- One row per registered or listed household with a declared income.
-- Why: income is the line everything is measured by.
/*
unit: 元
definition: 有申报收入的户的人均纯收入按户内人数加权平均：脱贫户为当年值，在册监测户为识别时的值（监测期间不更新）。没有申报收入的户不计入。
basis: 脱贫人口人均纯收入
needs: [listed_members.income_per_capita]
titles:
  income_registered: 脱贫户（不属监测对象）人均纯收入
  income_listed: 在册监测户人均纯收入
*/
select
    case int_households.listing when 'active' then 'income_listed' else 'income_registered' end as indicator,
    int_households.township,
    int_households.declared_income * int_households.people_count as amount,
    int_households.people_count as base
from int_households
where int_households.listing in ('active', 'registered') and int_households.declared_income is not null
