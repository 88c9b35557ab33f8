-- One row per household and overdue microcredit of a member; one row for a household without one.
-- Why: who cannot pay back a small loan has a business that fails or an income that stopped.
/*
id: risk.loan_overdue
title: 小额信贷逾期
definition: 户内有成员的脱贫人口小额信贷逾期。是否逾期为空的，不作判断。
family: risk
level: household
severity: medium
since: "2026-01"
cause: industry_failure
needs: [loans]
verify_department: rural_revitalization
action: 核实逾期原因和产业经营情况，会同银行落实续贷、展期或还款计划。
sentence: 户内有 {loans} 笔小额信贷逾期，逾期贷款余额合计 {balance} 元。
clear_sentence: 户内没有逾期的小额信贷。
basis: 因灾、因病、因学和缺资金、劳力、技术是主要致贫原因；收入骤减、支出骤增
innocent: 可能已还款而银行尚未回传，或正在办理续贷、展期。
columns:
  fact_loans: 逾期贷款笔数
  fact_balance: 逾期贷款余额合计（元）
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        loans.dataset,
        loans.delivery,
        loans.row_no,
        'is_overdue' as field,
        cast(loans.is_overdue as varchar) as value,
        loans.balance_amount,
        loans.is_overdue as is_hit
    from loans
    inner join int_people on loans.person_key = int_people.person_key

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(*) filter (where pieces.is_hit) as loans,
        sum(pieces.balance_amount) filter (where pieces.is_hit) as balance
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
        case when judged.is_open and not judged.is_hit then 'overdue_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.loans as varchar) as fact_loans,
        cast(judged.balance as varchar) as fact_balance
    from int_households
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
