-- One row per settlement of a poor household with high costs and no relief; one row for any other such household.
-- Why: medical relief is meant for exactly these costs; where none was paid, the claim may never have been made.
/*
id: missed.medical_relief
title: 医疗自付费用高而未获医疗救助
definition: 脱贫户、监测户（含风险已消除）、低保或特困户、民政登记的低收入家庭，全部成员在截至比对日的 12 个月内个人自付合计达到该类户的监测线，同期各笔结算的医疗救助支付均为零。有救助金额为空而无法排除的，不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [medical_costs, listed_members, low_income, "benefits:dibao", "benefits:special_support"]
parameters: [medical_self_paid_registered, medical_self_paid_ordinary]
verify_department: medical_insurance
action: 核对费用明细和救助身份标识，符合条件的依申请给予医疗救助。
sentence: 截至比对日的 12 个月内，全户医疗个人自付合计 {amount} 元，达到监测线 {line} 元，{settlements} 笔结算均没有医疗救助支付。
clear_sentence: 截至比对日的 12 个月内，全户医疗个人自付合计 {amount} 元，监测线 {line} 元；未达到监测线，或已有医疗救助支付。
basis: 报销后自付负担仍重的给予医疗救助
innocent: 费用可能不在救助范围，或手工救助尚未回传。
columns:
  fact_amount: 12 个月个人自付合计（元）
  fact_line: 适用的监测线（元）
  fact_settlements: 结算笔数
*/
with

burdened as (

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
    where
        int_households.listing in ('active', 'eliminated', 'registered')
        or int_households.is_dibao_covered
        or int_households.has_low_income_member

),

settled as (

    select
        burdened.household_id,
        int_people.person_key,
        medical_costs.dataset,
        medical_costs.delivery,
        medical_costs.row_no,
        medical_costs.self_paid_amount,
        medical_costs.medical_relief_amount
    from burdened
    inner join int_people on burdened.household_id = int_people.household_id
    inner join medical_costs on int_people.person_key = medical_costs.person_key
    cross join parameters
    where
        burdened.self_paid_12m >= burdened.line
        and medical_costs.settled_date > parameters.as_of - interval 12 month
        and medical_costs.settled_date <= parameters.as_of

),

relieved as (

    select
        settled.household_id,
        bool_or(coalesce(settled.medical_relief_amount > 0, false)) as is_relieved,
        bool_or(settled.medical_relief_amount is null) as is_open
    from settled
    group by settled.household_id

),

judged as (

    select
        burdened.*,
        case
            when relieved.household_id is null or relieved.is_relieved then 'clear'
            when relieved.is_open then 'not_assessed'
            else 'hit'
        end as outcome
    from burdened
    left join relieved on burdened.household_id = relieved.household_id

),

evidence as (

    select
        settled.household_id,
        settled.person_key,
        settled.dataset,
        settled.delivery,
        settled.row_no,
        'self_paid_amount' as field,
        cast(settled.self_paid_amount as varchar) as value
    from settled
    union all
    select
        settled.household_id,
        settled.person_key,
        settled.dataset,
        settled.delivery,
        settled.row_no,
        'medical_relief_amount' as field,
        cast(settled.medical_relief_amount as varchar) as value
    from settled

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'relief_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.self_paid_12m as varchar) as fact_amount,
        cast(judged.line as varchar) as fact_line,
        cast(judged.settlement_count as varchar) as fact_settlements
    from judged
    left join evidence on judged.household_id = evidence.household_id and judged.outcome = 'hit'

)

select * from final
