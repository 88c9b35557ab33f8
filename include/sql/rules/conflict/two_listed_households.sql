-- One row per person on the national list and row of the list; one row for a person of one household only.
-- Why: who is counted in two households is helped twice, or hides that one of them has a member less.
/*
id: conflict.two_listed_households
title: 同一人列在两个监测或脱贫户
definition: 同一证件号在名单中列在两个或更多户编号之下。
family: conflict
level: person
severity: high
since: "2026-01"
needs: [listed_members]
verify_department: rural_revitalization
action: 核实实际家庭，从其他户中删去。
sentence: 同一证件号列在名单的 {households} 户之中（户编号 {numbers}）。
clear_sentence: 只列在名单的一户之中（户编号 {numbers}）。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能因婚嫁、分户调整，新户已加入而原户尚未删去。
columns:
  fact_households: 所在户数
  fact_numbers: 户编号
*/
with

listed as (

    select distinct listed_members.person_key, listed_members.listed_household_no
    from listed_members
    where
        listed_members.person_key is not null
        and listed_members.listed_household_no is not null

),

counted as (

    select
        listed.person_key,
        count(*) as household_count,
        string_agg(listed.listed_household_no, '、' order by listed.listed_household_no) as numbers
    from listed
    group by listed.person_key

),

evidence as (

    select
        listed_members.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.listed_household_no
    from listed_members
    inner join counted on listed_members.person_key = counted.person_key
    where counted.household_count > 1

),

final as (

    select
        cast(counted.person_key as varchar) as subject_id,
        int_people.household_id,
        counted.person_key,
        case when counted.household_count > 1 then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'listed_household_no' as evidence_field,
        evidence.listed_household_no as evidence_value,
        cast(counted.household_count as varchar) as fact_households,
        counted.numbers as fact_numbers
    from counted
    inner join int_people on counted.person_key = int_people.person_key
    left join evidence on counted.person_key = evidence.person_key

)

select * from final
