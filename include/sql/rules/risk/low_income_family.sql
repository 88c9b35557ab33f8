-- One row per household and member on the civil-affairs low-income list, unless the household is monitored; one row for any other.
-- Why: civil affairs already knows these families to live just above dibao.
/*
id: risk.low_income_family
title: 民政低收入家庭未纳入监测
definition: 户内有健在成员在民政低收入家庭名单中，而该户不是风险未消除的监测户。
family: risk
level: household
severity: medium
since: "2026-01"
cause: other
needs: [low_income]
verify_department: rural_revitalization
action: 与民政部门核对，入户核实收入、支出和“三保障”，符合条件的纳入监测。
sentence: 户内有 {people} 名成员在民政低收入家庭名单中，该户未在监测。
clear_sentence: 户内没有成员在民政低收入家庭名单中，或该户已在监测。
basis: 低收入人口预警监测；重病和重度残疾人员单人纳入低保
innocent: 民政的认定可能已过期，或家庭已由其他保障兜住。
columns:
  fact_people: 低收入家庭名单中的成员数
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        low_income.dataset,
        low_income.delivery,
        low_income.row_no,
        'family_no' as field,
        low_income.family_no as value,
        int_households.listing <> 'active' as is_hit
    from low_income
    inner join int_people on low_income.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    where int_people.is_present

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        count(distinct pieces.person_key) filter (where pieces.is_hit) as people
    from pieces
    group by pieces.household_id

),

final as (

    select
        int_households.household_id as subject_id,
        int_households.household_id,
        evidence.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.people as varchar) as fact_people
    from int_households
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
