-- One row per person with medical relief in the twelve months.
-- Why: relief that reaches nobody is a gap, not a saving.
/*
unit: 人
definition: 截至比对日的 12 个月内，结算中有医疗救助支付的人，全部人口和其中属于监测对象户的；同一人只计一次。
basis: 医疗救助人次和金额
needs: [residents, medical_costs]
titles:
  medical_relief_persons: 12 个月内获得医疗救助的人
  medical_relief_subject_persons: 其中监测对象
*/
with

relieved as (

    select distinct
        int_people.person_key,
        int_people.township,
        subject_rows.household_id is not null as is_subject
    from medical_costs
    inner join int_people on medical_costs.person_key = int_people.person_key
    left join subject_rows on int_people.household_id = subject_rows.household_id
    cross join parameters
    where
        medical_costs.medical_relief_amount > 0
        and medical_costs.settled_date > parameters.as_of - interval 12 month
        and medical_costs.settled_date <= parameters.as_of

),

final as (

    select
        'medical_relief_persons' as indicator,
        relieved.township,
        1 as amount
    from relieved
    union all
    select
        'medical_relief_subject_persons' as indicator,
        relieved.township,
        1 as amount
    from relieved
    where relieved.is_subject

)

select * from final
