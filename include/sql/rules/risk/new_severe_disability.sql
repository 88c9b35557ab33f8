-- One row per household and newly issued certificate of severe disability of a member; one row for a household without one.
-- Why: a new severe disability costs a worker and often a second one who cares.
/*
id: risk.new_severe_disability
title: 新增重度残疾
definition: 户内有健在成员持有效的一级或二级残疾人证，发证日期在近期（截至比对日的规定月数内）。等级、状态或发证日期为空而无法排除的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: disability
is_sudden: true
needs: [disabilities]
parameters: [recent_months]
verify_department: disabled_federation
action: 入户核实照护和收入情况，落实残疾人两项补贴、康复和托养服务。
sentence: 户内有 {people} 名成员在近 {months} 个月内新领一级或二级残疾人证。
clear_sentence: 截至比对日的 {months} 个月内，户内健在成员没有新领一级或二级残疾人证。
basis: 因学、因病、因残致贫占比大；重病和重度残疾人员单人纳入低保
innocent: 可能是到期换证或补办，残疾发生在多年以前。
columns:
  fact_people: 新领重度残疾证的成员数
  fact_months: 计入的月数
*/
with

severe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'disability_grade'

),

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        'issued_date' as field,
        cast(disabilities.issued_date as varchar) as value,
        disabilities.grade in (select severe_grades.code from severe_grades)
        and disabilities.status = 'valid'
        and coalesce(disabilities.valid_until_date >= parameters.as_of, true)
        and disabilities.issued_date > parameters.as_of - parameters.recent_months * interval 1 month
        and disabilities.issued_date <= parameters.as_of as is_hit
    from disabilities
    inner join int_people on disabilities.person_key = int_people.person_key
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
        case when judged.is_open and not judged.is_hit then 'certificate_incomplete' end as reason,
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
