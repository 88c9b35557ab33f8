-- One row per household and settlement that counts towards its self-paid costs; one row for a household below its line.
-- Why: illness is the most frequent cause of a fall back into poverty, and costs show before the household asks for help.
/*
id: risk.medical_self_paid
title: 医疗自付费用过高
definition: 户内全部成员在截至比对日的 12 个月内结算的个人自付金额合计，达到该类户的监测线（脱贫户与一般农户分别设线）。
family: risk
level: household
severity: high
since: "2026-01"
cause: illness
is_sudden: true
needs: [medical_costs]
parameters: [medical_self_paid_registered, medical_self_paid_ordinary]
verify_department: medical_insurance
action: 入户核实病情、报销和家庭支出；符合条件的纳入监测，落实医疗救助和临时救助。
sentence: 截至比对日的 12 个月内，全户医疗个人自付合计 {amount} 元（{settlements} 笔结算），达到该类户的监测线 {line} 元。
clear_sentence: 截至比对日的 12 个月内，全户医疗个人自付合计 {amount} 元（{settlements} 笔结算），未达到该类户的监测线 {line} 元。
basis: 一般农户医疗自付费用监测指标由每年 2 万元调整为 1 万元；医疗自付费用达到监测指标的预警
innocent: 费用可能由商业保险、赔付或亲属承担，或已在外地报销尚未回传。
columns:
  fact_amount: 12 个月个人自付合计（元）
  fact_settlements: 结算笔数
  fact_line: 适用的监测线（元）
*/
with

lined as (

    select
        int_households.household_id,
        int_households.self_paid_12m,
        int_households.settlement_count,
        case
            when int_households.household_type = 'registered' then parameters.medical_self_paid_registered
            else parameters.medical_self_paid_ordinary
        end as line
    from int_households
    cross join parameters

),

judged as (

    select
        lined.*,
        lined.self_paid_12m >= lined.line as is_hit
    from lined

),

evidence as (

    select
        judged.household_id,
        medical_costs.person_key,
        medical_costs.dataset,
        medical_costs.delivery,
        medical_costs.row_no,
        cast(medical_costs.self_paid_amount as varchar) as value
    from judged
    inner join int_people on judged.household_id = int_people.household_id
    inner join medical_costs on int_people.person_key = medical_costs.person_key
    cross join parameters
    where
        judged.is_hit
        and medical_costs.settled_date > parameters.as_of - interval 12 month
        and medical_costs.settled_date <= parameters.as_of

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
        'self_paid_amount' as evidence_field,
        evidence.value as evidence_value,
        cast(judged.self_paid_12m as varchar) as fact_amount,
        cast(judged.settlement_count as varchar) as fact_settlements,
        cast(judged.line as varchar) as fact_line
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
