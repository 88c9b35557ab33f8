-- One row per person with running dibao or special support and row of either; one row if there is one of them only.
-- Why: special support covers the whole living; paying dibao to the same person pays twice for the same need.
/*
id: wrong.dibao_and_special_support
title: 同时享受低保和特困供养
definition: 同一人本月同时享受“不得同时享受的待遇”表中生活保障组的两项以上待遇（低保、特困供养）。
family: wrong
level: person
severity: high
since: "2026-01"
needs: []
needs_for_clear: ["benefits:dibao", "benefits:special_support"]
verify_department: civil_affairs
action: 核实两项待遇的起止时间，停发其中一项并按规定追回重复部分。
sentence: 本月同时享受 {benefits} 项互斥的生活保障待遇（低保与特困供养）。
clear_sentence: 本月在低保和特困供养中只享受 {benefits} 项。
basis: 防止同一救助多头申报、重复享受；重病和重度残疾人员单人纳入低保
innocent: 可能本月正由低保转为特困供养，停发手续尚未录入。
columns:
  fact_benefits: 本月享受的互斥待遇项数
*/
with

held as (

    select
        int_people.household_id,
        benefits.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.kind as benefit
    from benefits
    inner join exclusive_benefits on benefits.kind = exclusive_benefits.benefit
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        exclusive_benefits.exclusion = 'living_support'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
        and int_people.is_present

),

judged as (

    select
        held.person_key,
        held.household_id,
        count(distinct held.benefit) as benefit_count
    from held
    group by held.person_key, held.household_id

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when judged.benefit_count > 1 then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'kind' as evidence_field,
        evidence.benefit as evidence_value,
        cast(judged.benefit_count as varchar) as fact_benefits
    from judged
    left join held as evidence on judged.person_key = evidence.person_key and judged.benefit_count > 1

)

select * from final
