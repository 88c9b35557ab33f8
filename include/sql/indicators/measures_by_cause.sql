-- One row per listed household, cause and whether any measure, or a fitting one, is there.
-- Why: help that does not fit the cause does not take the risk away.
/*
unit: 户
definition: 比对日的在册监测户按登记的风险计：已落实任一措施的户，和已落实与该风险对应的措施的户（对应关系见参数表“致贫返贫风险与对应的帮扶措施”）。一户有几个风险的，各计一次。
basis: 帮扶措施与风险对应
needs: [listed_members]
titles:
  measured_illness: 因病在册监测户中已落实任一帮扶措施的
  measured_disability: 因残在册监测户中已落实任一帮扶措施的
  measured_schooling: 因学在册监测户中已落实任一帮扶措施的
  measured_disaster: 因灾在册监测户中已落实任一帮扶措施的
  measured_accident: 因意外事故在册监测户中已落实任一帮扶措施的
  measured_unstable_work: 因务工就业不稳在册监测户中已落实任一帮扶措施的
  measured_industry_failure: 因产业项目失败在册监测户中已落实任一帮扶措施的
  measured_housing: 因安全住房在册监测户中已落实任一帮扶措施的
  measured_water: 因安全饮水在册监测户中已落实任一帮扶措施的
  measured_labour_shortage: 因缺劳动力在册监测户中已落实任一帮扶措施的
  measured_epidemic: 因疫情影响在册监测户中已落实任一帮扶措施的
  measured_other: 其他原因在册监测户中已落实任一帮扶措施的
  answered_illness: 因病在册监测户中已落实对应措施的
  answered_schooling: 因学在册监测户中已落实对应措施的
  answered_disability: 因残在册监测户中已落实对应措施的
  answered_housing: 因安全住房在册监测户中已落实对应措施的
  answered_water: 因安全饮水在册监测户中已落实对应措施的
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

households as (

    select
        subject_rows.household_id,
        subject_rows.township,
        subject_rows.measures,
        causes.cause
    from subject_rows
    inner join causes on contains(',' || subject_rows.causes || ',', ',' || causes.cause || ',')
    where subject_rows.status = 'listed'

),

final as (

    select
        'measured_' || households.cause as indicator,
        households.household_id,
        households.township,
        1 as amount
    from households
    where households.measures is not null
    union all
    select distinct
        'answered_' || households.cause as indicator,
        households.household_id,
        households.township,
        1 as amount
    from households
    inner join fitting_measures
        on
            households.cause = fitting_measures.cause
            and contains(',' || households.measures || ',', ',' || fitting_measures.measure || ',')

)

select * from final
