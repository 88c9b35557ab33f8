-- One row per household with running dibao and row of a dibao or an employees' pension; one row if nobody draws one.
-- Why: an employees' pension is many times the residents' pension and regular; with it a household is rarely poor.
/*
id: wrong.dibao_retirement_pension
title: 低保户中有人领取职工退休养老金
definition: 户内有成员本月在享低保，且有健在成员本月领取城镇职工养老待遇。由财政发放退休费的见“低保户中有财政供养人员”。
family: wrong
level: household
severity: high
since: "2026-01"
needs: ["benefits:dibao", "insurance:pension"]
verify_department: civil_affairs
action: 核实养老金数额和共同生活情况，复核低保资格。
sentence: 户内有人享受低保，同时有 {pensioners} 名成员领取城镇职工养老待遇。
clear_sentence: 户内有人享受低保，没有健在成员领取城镇职工养老待遇。
basis: 享受退休养老金的不享受低保
innocent: 领取养老金的成员可能已分户另过，或待遇很低、刚刚核定。
columns:
  fact_pensioners: 领取城镇职工养老待遇的成员数
*/
with

drawn as (

    select
        int_people.household_id,
        int_people.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.status
    from insurance
    inner join int_people on insurance.person_key = int_people.person_key
    cross join parameters
    where
        insurance.kind = 'pension'
        and insurance.scheme = 'employee'
        and insurance.status = 'receiving'
        and (insurance.start_month is null or insurance.start_month <= parameters.period_month)
        and (insurance.end_month is null or insurance.end_month >= parameters.period_month)
        and int_people.is_present

),

judged as (

    select
        int_households.household_id,
        count(distinct drawn.person_key) as pensioner_count,
        count(drawn.person_key) > 0 as is_hit
    from int_households
    left join drawn on int_households.household_id = drawn.household_id
    where int_households.has_dibao
    group by int_households.household_id

),

evidence as (

    select
        drawn.household_id,
        drawn.person_key,
        drawn.dataset,
        drawn.delivery,
        drawn.row_no,
        'status' as field,
        drawn.status as value
    from drawn
    inner join judged on drawn.household_id = judged.household_id
    where judged.is_hit
    union all
    select
        judged.household_id,
        int_people.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'kind' as field,
        benefits.kind as value
    from judged
    inner join int_people on judged.household_id = int_people.household_id
    inner join benefits on int_people.person_key = benefits.person_key
    cross join parameters
    where
        judged.is_hit
        and benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

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
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.pensioner_count as varchar) as fact_pensioners
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
