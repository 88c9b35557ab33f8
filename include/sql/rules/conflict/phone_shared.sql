-- One row per person with a telephone, and row where somebody of another household has the same; one row if nobody has.
-- Why: one number under many households reaches none of them; visits by telephone are then made up.
/*
id: conflict.phone_shared
title: 不同户的人登记同一联系电话
definition: 户籍或名单登记的个人联系电话，与不在同一户（户籍户和名单户都不同）的另一人相同。没有登记电话的不在此列。
family: conflict
level: person
severity: low
since: "2026-01"
needs: [residents, listed_members]
verify_department: rural_revitalization
action: 核实本人电话，改正代填或误填的号码。
sentence: 登记的联系电话与另外几户的 {others} 人相同。
clear_sentence: 登记的联系电话没有与其他户的人相同的。
basis: 国家规则 5_15_022
innocent: 可能由亲属、邻居或村干部代接电话。
columns:
  fact_others: 另外几户的人数
*/
with

held as (

    select
        residents.person_key,
        residents.phone,
        residents.dataset,
        residents.delivery,
        residents.row_no
    from residents
    where residents.phone is not null
    union all
    select
        listed_members.person_key,
        listed_members.phone,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no
    from listed_members
    where listed_members.person_key is not null and listed_members.phone is not null

),

owned as (

    select
        held.person_key,
        held.phone,
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
        owned.phone,
        others.person_key as other_key
    from owned
    inner join owned as others
        on
            owned.phone = others.phone
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

    select pairs.person_key, owned.dataset, owned.delivery, owned.row_no, owned.phone as value
    from pairs
    inner join owned
        on
            pairs.phone = owned.phone
            and (pairs.person_key = owned.person_key or pairs.other_key = owned.person_key)
    group by pairs.person_key, owned.dataset, owned.delivery, owned.row_no, owned.phone

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
        'phone' as evidence_field,
        evidence.value as evidence_value,
        cast(counted.other_count as varchar) as fact_others
    from judged
    left join counted on judged.person_key = counted.person_key
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
