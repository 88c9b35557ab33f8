-- One row per small loan and amount.
-- Why: says how much may be lost, and where.
/*
unit: 元
definition: 脱贫人口小额信贷的放款金额、余额和逾期贷款的余额合计，按借款人所在地。
basis: 脱贫人口小额信贷
needs: [residents, loans]
titles:
  microcredit_lent: 小额信贷放款金额
  microcredit_balance: 小额信贷余额
  microcredit_overdue: 其中逾期贷款余额
*/
with

placed as (

    select
        int_people.township,
        loans.loan_amount,
        loans.balance_amount,
        loans.is_overdue
    from loans
    inner join int_people on loans.person_key = int_people.person_key

),

final as (

    select
        'microcredit_lent' as indicator,
        placed.township,
        placed.loan_amount as amount
    from placed
    where placed.loan_amount is not null
    union all
    select
        'microcredit_balance' as indicator,
        placed.township,
        placed.balance_amount as amount
    from placed
    where placed.balance_amount is not null
    union all
    select
        'microcredit_overdue' as indicator,
        placed.township,
        placed.balance_amount as amount
    from placed
    where placed.is_overdue and placed.balance_amount is not null

)

select * from final
