-- One row per household and recent clue about it that is open or confirmed; one row for a household without one.
-- Why: a clue is a risk that somebody has already seen.
/*
id: risk.clue
title: 有待核实或属实的风险线索
definition: 近期（截至比对日的规定月数内）有指向该户的风险线索，处理状态为待核实或核实属实。线索按证件号归户，没有证件号的按户编号。日期或状态为空而无法排除的，不作判断。
family: risk
level: household
severity: medium
since: "2026-01"
cause: other
needs: [clues]
parameters: [recent_months]
verify_department: rural_revitalization
action: 对待核实的线索限期入户核实，属实的按程序纳入监测并帮扶。
sentence: 近 {months} 个月内有 {clues} 条风险线索，其中待核实 {pending} 条。
clear_sentence: 截至比对日的 {months} 个月内，没有指向该户的待核实或核实属实的风险线索。
basis: 风险消除前每月至少走访一次；比对结果须入户核实
innocent: 线索反映的问题可能已经解决而状态没有更新。
columns:
  fact_months: 计入的月数
  fact_clues: 计入的线索条数
  fact_pending: 其中待核实的条数
*/
with

pieces as (

    select
        coalesce(int_people.household_id, 'listed:' || clues.listed_household_no) as household_id,
        clues.person_key,
        clues.dataset,
        clues.delivery,
        clues.row_no,
        'status' as field,
        clues.status as value,
        clues.status in ('pending', 'confirmed')
        and clues.reported_date > parameters.as_of - parameters.recent_months * interval 1 month
        and clues.reported_date <= parameters.as_of as is_hit
    from clues
    left join int_people on clues.person_key = int_people.person_key
    cross join parameters

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(*) filter (where pieces.is_hit) as clues,
        count(*) filter (where pieces.is_hit and pieces.value = 'pending') as pending
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
        case when judged.is_open and not judged.is_hit then 'clue_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(parameters.recent_months as varchar) as fact_months,
        cast(judged.clues as varchar) as fact_clues,
        cast(judged.pending as varchar) as fact_pending
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
