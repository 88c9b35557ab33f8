-- One row per person with a bank account on record, and row where somebody of another household has the same; one row if nobody has.
-- Why: money for several households in one account may never reach those it is for.
/*
id: conflict.account_shared
title: 不同户的人使用同一银行账户
definition: 发放补贴的银行账号，与不在同一户（户籍户和名单户都不同）的另一人相同。没有账号的不在此列。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: ["benefits.account_no"]
verify_department: finance
action: 核实账户所有人和实际领取人，改用本人账户。
sentence: 领取补贴的银行账户与另外几户的 {others} 人相同。
clear_sentence: 领取补贴的银行账户没有与其他户的人相同的。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能由已分户的子女或监护人代领。
columns:
  fact_others: 另外几户的人数
*/
with

held as (

    select
        benefits.person_key,
        benefits.account_no,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no
    from benefits
    where benefits.person_key is not null and benefits.account_no is not null

),

owned as (

    select
        held.person_key,
        held.account_no,
        held.dataset,
        held.delivery,
        held.row_no,
        int_people.household_id,
        int_people.listed_household_no,
        int_people.register_household_no
    from held
    inner join int_people on held.person_key = int_people.person_key

),

-- People of one household by either count share what is theirs; a member whom the list leaves out is no stranger.
pairs as (

    select distinct
        owned.person_key,
        owned.account_no,
        others.person_key as other_key
    from owned
    inner join owned as others
        on
            owned.account_no = others.account_no
            and owned.person_key <> others.person_key
            and coalesce(owned.listed_household_no <> others.listed_household_no, true)
            and coalesce(owned.register_household_no <> others.register_household_no, true)

),

counted as (

    select pairs.person_key, count(distinct pairs.other_key) as other_count
    from pairs
    group by pairs.person_key

),

evidence as (

    select pairs.person_key, owned.dataset, owned.delivery, owned.row_no, owned.account_no as value
    from pairs
    inner join owned
        on
            pairs.account_no = owned.account_no
            and (pairs.person_key = owned.person_key or pairs.other_key = owned.person_key)
    group by pairs.person_key, owned.dataset, owned.delivery, owned.row_no, owned.account_no

),

judged as (

    select distinct owned.person_key, owned.household_id
    from owned

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when counted.person_key is not null then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'account_no' as evidence_field,
        evidence.value as evidence_value,
        cast(counted.other_count as varchar) as fact_others
    from judged
    left join counted on judged.person_key = counted.person_key
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
