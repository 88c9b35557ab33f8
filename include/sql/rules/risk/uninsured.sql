-- One row per household of living residents and row that speaks of an uninsured member; one row if all are insured.
-- Why: without basic medical insurance one hospital stay can undo years.
/*
id: risk.uninsured
title: 家庭成员未参加基本医疗保险
definition: 户内有在籍健在成员，既无本年度正常参保的城乡居民医保，也无覆盖本月的职工医保。
family: risk
level: household
severity: medium
since: "2026-01"
cause: other
needs: ["insurance:medical"]
verify_department: medical_insurance
action: 核实参保情况，动员并协助参保，符合条件的落实参保资助。
sentence: 户内有 {people} 名在籍健在成员在 {insured_year} 年度未见有效的基本医疗保险。
clear_sentence: 户内在籍健在成员在 {insured_year} 年度都有有效的基本医疗保险。
basis: 防止脱保、漏保；国家规则 2_01_008
innocent: 可能在县外参保，或参军、新生儿参保尚未回传。
columns:
  fact_people: 未见有效参保的成员数
  fact_insured_year: 参保年度
*/
with

judged as (

    select
        int_households.household_id,
        int_households.uninsured_count,
        int_households.uninsured_count > 0 as is_hit
    from int_households
    where int_households.living_resident_count > 0

),

uninsured as (

    select
        int_people.household_id,
        int_people.person_key
    from int_people
    where int_people.is_uninsured

),

evidence as (

    select
        uninsured.household_id,
        uninsured.person_key,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        residents.status as value
    from uninsured
    inner join residents on uninsured.person_key = residents.person_key
    union all
    select
        uninsured.household_id,
        uninsured.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.status as value
    from uninsured
    inner join insurance on uninsured.person_key = insurance.person_key
    where insurance.kind = 'medical'

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'status' as evidence_field,
        evidence.value as evidence_value,
        cast(judged.uninsured_count as varchar) as fact_people,
        cast(parameters.insured_year as varchar) as fact_insured_year
    from judged
    cross join parameters
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
