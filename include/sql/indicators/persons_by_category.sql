-- One row per household that is a subject of the month, by category and status.
-- Why: the three categories are planned for and reported separately.
/*
unit: 人
definition: 监测对象的人数，按类别和状态分；在册和已消除的用监测系统中的类别，疑似新增的用系统建议的类别。没有类别的户不计入。
basis: 监测对象分为脱贫不稳定户、边缘易致贫户、突发严重困难户三类
titles:
  persons_unstable_listed: 脱贫不稳定户人口（在册监测）
  persons_unstable_eliminated: 脱贫不稳定户人口（风险已消除跟踪）
  persons_unstable_suspected: 脱贫不稳定户人口（疑似新增）
  persons_marginal_listed: 边缘易致贫户人口（在册监测）
  persons_marginal_eliminated: 边缘易致贫户人口（风险已消除跟踪）
  persons_marginal_suspected: 边缘易致贫户人口（疑似新增）
  persons_sudden_listed: 突发严重困难户人口（在册监测）
  persons_sudden_eliminated: 突发严重困难户人口（风险已消除跟踪）
  persons_sudden_suspected: 突发严重困难户人口（疑似新增）
*/
with

categorised as (

    select
        subject_rows.township,
        subject_rows.status,
        coalesce(subject_rows.category, subject_rows.suggested_category) as category,
        subject_rows.people_count as amount
    from subject_rows

),

final as (

    select
        'persons_' || categorised.category || '_' || categorised.status as indicator,
        categorised.township,
        categorised.amount
    from categorised
    where categorised.category is not null

)

select * from final
