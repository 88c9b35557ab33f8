-- One row per household with a member in dibao.
-- Why: says how much of each group the safety net already reaches.
/*
unit: 户
definition: 比对日有成员正在享受低保（含渐退期）的户，按户分为互不重复的五类：在册监测、已消除跟踪、疑似新增、脱贫户中不属以上三类的、其余一般农户。
basis: 低保对象占各类人口的比例
needs: [residents, listed_members, "benefits:dibao"]
titles:
  dibao_registered: 享受低保的脱贫户（不属监测对象）
  dibao_listed: 享受低保的在册监测户
  dibao_eliminated: 享受低保的已消除跟踪户
  dibao_suspected: 享受低保的疑似新增户
  dibao_ordinary: 享受低保的一般农户（不属以上各类）
*/
select
    'dibao_'
    || case
        when subject_rows.status is not null then subject_rows.status
        when int_households.household_type = 'registered' then 'registered'
        else 'ordinary'
    end as indicator,
    int_households.township,
    1 as amount
from int_households
left join subject_rows on int_households.household_id = subject_rows.household_id
where int_households.has_dibao
