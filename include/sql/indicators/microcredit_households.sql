-- One row per household with a small loan that is not paid back, and one more when it is overdue.
-- Why: an overdue loan is an early sign that a business fails.
/*
unit: 户
definition: 有成员的小额信贷尚有余额的户，和其中有逾期贷款的户；是否逾期未填的不计为逾期。
basis: 脱贫人口小额信贷
needs: [residents, listed_members, loans]
titles:
  microcredit_households: 小额信贷有余额的户
  microcredit_overdue_households: 其中有逾期的户
*/
with

borrowing as (

    select
        int_households.household_id,
        int_households.township,
        bool_or(coalesce(loans.is_overdue, false)) as is_overdue
    from loans
    inner join int_people on loans.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    where loans.balance_amount > 0
    group by int_households.household_id, int_households.township

),

final as (

    select
        'microcredit_households' as indicator,
        borrowing.township,
        1 as amount
    from borrowing
    union all
    select
        'microcredit_overdue_households' as indicator,
        borrowing.township,
        1 as amount
    from borrowing
    where borrowing.is_overdue

)

select * from final
