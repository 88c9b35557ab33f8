-- One row per person who is on a list or draws a benefit, and row of somebody who is in no register; one row if known.
-- Why: nobody else can say who this is; the number may be another person's, or the benefit go to another county.
/*
id: conflict.unknown_person
title: 证件号有效而不在户籍人口中
definition: 证件号有效，列在名单、低收入家庭中或领取待遇、补贴，而户籍人口（含迁出、注销的人）中没有这个人。仅在就医、车辆、企业等登记中出现的外地人不在此列。户籍人口本月未报送而沿用旧数据的，不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [residents]
needs_for_clear: [listed_members, benefits, low_income]
verify_department: public_security
action: 核实身份和户籍所在地，证件号有误的由登记部门更正。
sentence: 在{datasets}份报送中登记，而户籍人口中没有这个人。
clear_sentence: 在 {datasets} 份报送中登记，户籍人口中有这个人。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能为外县户籍的家庭成员（如新嫁入而未迁户口），或户籍刚迁入。
columns:
  fact_datasets: 登记此人的报送数
*/
with

register as (

    select bool_or(residents.period = parameters.period) as is_current
    from residents
    cross join parameters

),

sightings as (

    select
        listed_members.person_key,
        listed_members.person_id,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no
    from listed_members
    where listed_members.person_key is not null
    union
    select
        benefits.person_key,
        benefits.person_id,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no
    from benefits
    where benefits.person_key is not null
    union
    select
        low_income.person_key,
        low_income.person_id,
        low_income.dataset,
        low_income.delivery,
        low_income.row_no
    from low_income
    where low_income.person_key is not null

),

counted as (

    select sightings.person_key, count(distinct sightings.dataset) as dataset_count
    from sightings
    group by sightings.person_key

),

judged as (

    select
        int_people.person_key,
        int_people.household_id,
        counted.dataset_count,
        case
            when int_people.is_in_register then 'clear'
            when register.is_current then 'hit'
            else 'not_assessed'
        end as outcome
    from counted
    inner join int_people on counted.person_key = int_people.person_key
    cross join register

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'register_of_another_month' end as reason,
        sightings.dataset as evidence_dataset,
        sightings.delivery as evidence_delivery,
        sightings.row_no as evidence_row_no,
        'person_id' as evidence_field,
        sightings.person_id as evidence_value,
        cast(judged.dataset_count as varchar) as fact_datasets
    from judged
    left join sightings on judged.person_key = sightings.person_key and judged.outcome = 'hit'

)

select * from final
