-- One row per open finding about a person whose age is known.
-- Why: children, workers and the old need different doors to knock at.
/*
unit: 条
definition: 比对日仍待处理、对象为个人的线索，按此人在比对日的周岁年龄分组；劳动年龄上下限和高龄年龄见参数。
needs: [residents]
titles:
  findings_age_child: 线索：劳动年龄以下
  findings_age_working: 线索：劳动年龄内
  findings_age_old: 线索：劳动年龄以上至高龄以下
  findings_age_very_old: 线索：高龄
*/
select
    case
        when int_people.age < parameters.labour_age_min then 'findings_age_child'
        when int_people.age <= parameters.labour_age_max then 'findings_age_working'
        when int_people.age < parameters.elderly_allowance_age then 'findings_age_old'
        else 'findings_age_very_old'
    end as indicator,
    finding_rows.township,
    1 as amount
from finding_rows
inner join people_rows on finding_rows.person = people_rows.person
inner join int_people on people_rows.person_id = int_people.person_id
cross join parameters
where
    finding_rows.level = 'person'
    and finding_rows.status not in ('dismissed', 'accepted', 'set_aside')
    and int_people.age is not null
