-- One row per household and dibao spell of a member that ended without phase-out; one row for any other household.
-- Why: when dibao stops at once instead of phasing out, the household may be back where it was within months.
/*
id: risk.dibao_ended
title: 低保停发且未渐退
definition: 户内有健在成员的低保在本月之前的规定月数内截止且不在渐退期，本月户内已无人在享低保。截止的低保是否渐退为空的，不作判断。
family: risk
level: household
severity: medium
since: "2026-01"
cause: other
needs: ["benefits:dibao"]
parameters: [dibao_ended_months]
verify_department: civil_affairs
action: 入户核实停保后的收入和支出，仍困难的恢复低保或落实渐退和其他帮扶。
sentence: 户内有 {people} 名成员的低保在近 {months} 个月内停发，没有渐退，现已无人享受低保。
clear_sentence: 户内没有成员的低保在近 {months} 个月内未经渐退而停发，或户内现仍有人享受低保。
basis: 低保渐退期 12 个月，残疾人家庭可适当延长；收入超过低保标准但不稳定
innocent: 停保可能因家庭收入确已稳定提高，或因迁出、死亡整户核销。
columns:
  fact_people: 低保停发的成员数
  fact_months: 计入的月数
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'end_month' as field,
        cast(benefits.end_month as varchar) as value,
        not benefits.is_phase_out as is_hit
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    cross join parameters
    where
        benefits.kind = 'dibao'
        and benefits.end_month < parameters.period_month
        and (parameters.period_month // 100 - benefits.end_month // 100) * 12
        + parameters.period_month % 100 - benefits.end_month % 100 <= parameters.dibao_ended_months
        and int_people.is_present
        and not int_households.has_dibao

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
        case when judged.is_open and not judged.is_hit then 'phase_out_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.people as varchar) as fact_people,
        cast(parameters.dibao_ended_months as varchar) as fact_months
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
