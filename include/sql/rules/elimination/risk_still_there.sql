-- One row per eliminated household and row that proves a risk found in it this month; one row if none was.
-- Why: "eliminated" is a statement about the household, and this month's risk findings contradict it.
/*
id: elimination.risk_still_there
title: 风险消除后仍有风险
definition: 风险已消除的监测户，本月至少命中一条风险规则。没有命中但有风险规则未能判断的，不作判断。
family: elimination
level: household
severity: high
since: "2026-01"
needs: [listed_members]
verify_department: rural_revitalization
action: 入户复核，风险属实的恢复监测帮扶。
sentence: "{eliminated_month}已标注风险消除，本月又发现 {risks} 类风险：{sentences}"
clear_sentence: "{eliminated_month}标注风险消除，本月各项风险规则均未命中。"
basis: 监测对象应纳尽纳；国家规则 1_11_006、1_11_008
innocent: 命中的风险可能已由部门处理，只是数据尚未更新。
columns:
  fact_eliminated_month: 风险消除月份
  fact_risks: 命中的风险规则数
  fact_sentences: 各条风险的说明
*/
with

assessed as (

    select
        risk_outcomes.household_id,
        count(*) filter (where risk_outcomes.outcome = 'hit') as hit_count,
        count(*) filter (where risk_outcomes.outcome = 'not_assessed') as not_assessed_count,
        string_agg(risk_outcomes.sentence, '' order by risk_outcomes.rule) as sentences
    from risk_outcomes
    inner join int_households on risk_outcomes.household_id = int_households.household_id
    where int_households.listing = 'eliminated'
    group by risk_outcomes.household_id

),

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.eliminated_month,
        coalesce(assessed.hit_count, 0) as hit_count,
        coalesce(assessed.not_assessed_count, 0) as not_assessed_count,
        assessed.sentences
    from int_households
    left join assessed on int_households.household_id = assessed.household_id
    where int_households.listing = 'eliminated'

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

evidence as (

    select
        judged.household_id,
        listed.dataset,
        listed.delivery,
        listed.row_no,
        'risk_eliminated' as field,
        cast(listed.risk_eliminated as varchar) as value
    from judged
    inner join listed on judged.household_no = listed.listed_household_no
    where judged.hit_count > 0
    union
    select
        judged.household_id,
        risk_evidence.evidence_dataset as dataset,
        risk_evidence.evidence_delivery as delivery,
        risk_evidence.evidence_row_no as row_no,
        risk_evidence.evidence_field as field,
        risk_evidence.evidence_value as value
    from judged
    inner join risk_evidence on judged.household_id = risk_evidence.household_id

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        case
            when judged.hit_count > 0 then 'hit'
            when judged.not_assessed_count > 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.hit_count = 0 and judged.not_assessed_count > 0 then 'risk_not_assessed' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.eliminated_month // 100 as varchar) || ' 年 '
        || cast(judged.eliminated_month % 100 as varchar) || ' 月' as fact_eliminated_month,
        cast(judged.hit_count as varchar) as fact_risks,
        judged.sentences as fact_sentences
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
