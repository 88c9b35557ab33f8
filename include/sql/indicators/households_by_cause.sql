-- One row per listed or suspected household and cause.
-- Why: causes decide which department has to act.
/*
unit: 户
definition: 在册监测户按登记的返贫致贫风险、疑似新增户按命中的风险规则对应的原因计户；一户有几个原因的，各计一次，因此各原因相加可大于户数。
basis: 监测系统的返贫致贫风险项
titles:
  households_listed_illness: 在册监测户：因病
  households_listed_disability: 在册监测户：因残
  households_listed_schooling: 在册监测户：因学
  households_listed_disaster: 在册监测户：因灾
  households_listed_accident: 在册监测户：因意外事故
  households_listed_unstable_work: 在册监测户：因务工就业不稳
  households_listed_industry_failure: 在册监测户：因产业项目失败
  households_listed_housing: 在册监测户：因安全住房
  households_listed_water: 在册监测户：因安全饮水
  households_listed_labour_shortage: 在册监测户：因缺劳动力
  households_listed_epidemic: 在册监测户：因疫情影响
  households_listed_other: 在册监测户：其他原因
  households_suspected_illness: 疑似新增户：因病
  households_suspected_disability: 疑似新增户：因残
  households_suspected_schooling: 疑似新增户：因学
  households_suspected_disaster: 疑似新增户：因灾
  households_suspected_accident: 疑似新增户：因意外事故
  households_suspected_unstable_work: 疑似新增户：因务工就业不稳
  households_suspected_industry_failure: 疑似新增户：因产业项目失败
  households_suspected_housing: 疑似新增户：因安全住房
  households_suspected_water: 疑似新增户：因安全饮水
  households_suspected_labour_shortage: 疑似新增户：因缺劳动力
  households_suspected_epidemic: 疑似新增户：因疫情影响
  households_suspected_other: 疑似新增户：其他原因
*/
with

causes as (

    select causes.cause
    from
        (
            values
            ('illness'),
            ('disability'),
            ('schooling'),
            ('disaster'),
            ('accident'),
            ('unstable_work'),
            ('industry_failure'),
            ('housing'),
            ('water'),
            ('labour_shortage'),
            ('epidemic'),
            ('other')
        ) as causes (cause)

),

final as (

    select
        'households_' || subject_rows.status || '_' || causes.cause as indicator,
        subject_rows.township,
        1 as amount
    from subject_rows
    inner join causes on contains(',' || subject_rows.causes || ',', ',' || causes.cause || ',')
    where subject_rows.status in ('listed', 'suspected')

)

select * from final
