-- One row per household that is a subject of the month, with its people.
-- Why: work and money are planned per head.
/*
unit: 人
definition: 监测对象户内的人数，按户的状态分；含尚无有效证件号的成员，不含已死亡或户籍已注销的人。
areas: village
titles:
  persons_listed: 在册监测人口
  persons_eliminated: 风险已消除跟踪人口
  persons_suspected: 疑似新增人口
*/
select
    'persons_' || subject_rows.status as indicator,
    subject_rows.township,
    subject_rows.village,
    subject_rows.people_count as amount
from subject_rows
