-- One row per household and diagnosis of a major illness of a member; one row for a household without one.
-- Why: a major illness takes money and labour at once, and its costs follow for months.
/*
id: risk.major_illness
title: 新患大病或严重精神障碍
definition: 户内有健在成员在近期（截至比对日的规定月数内）确诊大病或严重精神障碍。类别或确诊日期为空而无法排除的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: illness
is_sudden: true
needs: [illnesses]
parameters: [recent_months]
verify_department: health
action: 入户核实病情和治疗费用，落实大病救治、医疗救助和家庭医生签约服务。
sentence: 户内有 {people} 名成员在近 {months} 个月内确诊大病或严重精神障碍。
clear_sentence: 截至比对日的 {months} 个月内，户内健在成员没有确诊大病或严重精神障碍的记录。
basis: 因病、因灾、因意外事故的刚性支出；大病分类救治；严重精神障碍患者规律服药
innocent: 可能是复诊时补录的旧病，或治疗费用已由保险和救助解决。
columns:
  fact_people: 新近确诊的成员数
  fact_months: 计入的月数
*/
with

grave_illnesses as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'illness_category'

),

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        illnesses.dataset,
        illnesses.delivery,
        illnesses.row_no,
        'diagnosed_date' as field,
        cast(illnesses.diagnosed_date as varchar) as value,
        illnesses.category in (select grave_illnesses.code from grave_illnesses)
        and illnesses.diagnosed_date > parameters.as_of - parameters.recent_months * interval 1 month
        and illnesses.diagnosed_date <= parameters.as_of as is_hit
    from illnesses
    inner join int_people on illnesses.person_key = int_people.person_key
    cross join parameters
    where int_people.is_present

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(distinct pieces.person_key) filter (where pieces.is_hit) as people
    from pieces
    group by pieces.household_id

),

final as (

    select
        int_households.household_id as subject_id,
        int_households.household_id,
        evidence.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open and not judged.is_hit then 'diagnosis_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.people as varchar) as fact_people,
        cast(parameters.recent_months as varchar) as fact_months
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
