-- One row per living resident of pension age.
-- Why: the basic pension is due to everybody of that age who has no other; some never apply.
/*
id: missed.resident_pension
title: 达到年龄未领取养老待遇
definition: 在籍健在人员达到养老待遇领取年龄，没有任何领取中的养老保险待遇，也不是财政供养的退休人员。
family: missed
level: person
severity: medium
since: "2026-01"
needs: ["insurance:pension", "assets:public_salary"]
parameters: [pension_age]
verify_department: human_resources
action: 核实是否已在外地领取，未领取的协助办理待遇申领。
sentence: 已满 {age} 周岁，未见任何领取中的养老待遇。
clear_sentence: 已满 {age} 周岁，有领取中的养老待遇或财政发放的退休费。
basis: 城乡居民基本养老保险制度
innocent: 可能在县外领取养老待遇，或刚达到年龄正在办理。
columns:
  fact_age: 比对日的周岁年龄
*/
with

elderly as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.age,
        not int_people.has_pension and not int_people.has_public_pension as is_hit
    from int_people
    cross join parameters
    where
        int_people.is_living_resident
        and int_people.age >= parameters.pension_age

),

evidence as (

    select
        elderly.person_key,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        'birth_date' as field,
        cast(residents.birth_date as varchar) as value
    from elderly
    inner join residents on elderly.person_key = residents.person_key
    where elderly.is_hit
    union all
    select
        elderly.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        'status' as field,
        insurance.status as value
    from elderly
    inner join insurance on elderly.person_key = insurance.person_key
    where elderly.is_hit and insurance.kind = 'pension'

),

final as (

    select
        cast(elderly.person_key as varchar) as subject_id,
        elderly.household_id,
        elderly.person_key,
        case when elderly.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(elderly.age as varchar) as fact_age
    from elderly
    left join evidence on elderly.person_key = evidence.person_key

)

select * from final
