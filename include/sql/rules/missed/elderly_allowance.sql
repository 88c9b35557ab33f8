-- One row per living resident of the age at which the allowance is paid.
-- Why: the allowance for the very old is paid without means test, and those who live alone do not ask for it.
/*
id: missed.elderly_allowance
title: 达到年龄未领取高龄津贴
definition: 在籍健在人员达到高龄津贴起始年龄已满一个发放间隔，在截至比对日的一个发放间隔内没有高龄津贴发放记录。
family: missed
level: person
severity: low
since: "2026-01"
needs: ["benefits:elderly_allowance"]
parameters: [elderly_allowance_age, elderly_allowance_months]
verify_department: civil_affairs
action: 核实本人是否健在和银行账户，协助申领高龄津贴。
sentence: 已满 {age} 周岁，最近 {months} 个月内未见高龄津贴发放记录。
clear_sentence: 已满 {age} 周岁，最近 {months} 个月内有高龄津贴发放记录。
basis: 高龄津贴惯例
innocent: 可能在外地居住领取，或正在办理，或账户异常待补发。
columns:
  fact_age: 比对日的周岁年龄
  fact_months: 高龄津贴发放间隔（月）
*/
with

elderly as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.age,
        parameters.elderly_allowance_months,
        not int_people.has_elderly_allowance as is_hit
    from int_people
    cross join parameters
    where
        int_people.is_living_resident
        and int_people.birth_date
        <= parameters.as_of
        - parameters.elderly_allowance_months * interval 1 month
        - parameters.elderly_allowance_age * 12 * interval 1 month

),

final as (

    select
        cast(elderly.person_key as varchar) as subject_id,
        elderly.household_id,
        elderly.person_key,
        case when elderly.is_hit then 'hit' else 'clear' end as outcome,
        residents.dataset as evidence_dataset,
        residents.delivery as evidence_delivery,
        residents.row_no as evidence_row_no,
        'birth_date' as evidence_field,
        cast(residents.birth_date as varchar) as evidence_value,
        cast(elderly.age as varchar) as fact_age,
        cast(elderly.elderly_allowance_months as varchar) as fact_months
    from elderly
    left join residents on elderly.person_key = residents.person_key and elderly.is_hit

)

select * from final
