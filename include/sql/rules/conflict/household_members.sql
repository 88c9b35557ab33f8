-- One row per listed household with somebody in the register, and row of the register or the list where the two differ.
-- Why: help is measured by heads; a household that is larger or smaller on the list gets too little or too much.
/*
id: conflict.household_members
title: 名单户与户籍户的成员不一致
definition: 名单户中在世的常住成员分属几个户籍户，或这些户籍户中还有在世的常住成员未列入该名单户。没有成员在户籍中的户不在此列。
family: conflict
level: household
severity: low
since: "2026-01"
needs: [residents, listed_members]
needs_for_clear: [deaths]
verify_department: rural_revitalization
action: 入户核实实际共同生活的成员，更正名单或提醒办理户籍变动。
sentence: 名单户与户籍户的成员不一致：户籍同户而未列入的 {missing} 人，名单成员分属 {homes} 个户籍户。
clear_sentence: 名单户在世的常住成员同属 {homes} 个户籍户，户籍同户的人都已列入。
basis: 部门之间数据矛盾的两边都要列出
innocent: 婚嫁、新生儿或分户后，名单按年度动态调整，可能尚未更新；共同生活的人也可能户籍不在一处。
columns:
  fact_missing: 户籍同户而未列入该名单户的人数
  fact_homes: 名单成员分属的户籍户数
*/
with

members as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.listed_household_no,
        int_people.register_household_no
    from int_people
    where int_people.is_living_resident and int_people.is_listed

),

homes as (

    select distinct members.household_id, members.listed_household_no, members.register_household_no
    from members

),

missing as (

    select homes.household_id, int_people.person_key
    from homes
    inner join int_people on homes.register_household_no = int_people.register_household_no
    where
        int_people.is_living_resident
        and coalesce(int_people.listed_household_no <> homes.listed_household_no, true)

),

counted_missing as (

    select missing.household_id, count(*) as missing_count
    from missing
    group by missing.household_id

),

judged as (

    select
        homes.household_id,
        count(*) as home_count,
        coalesce(max(counted_missing.missing_count), 0) as missing_count
    from homes
    left join counted_missing on homes.household_id = counted_missing.household_id
    group by homes.household_id

),

differing as (

    select judged.*
    from judged
    where judged.home_count > 1 or judged.missing_count > 0

),

people as (

    select members.household_id, members.person_key, members.listed_household_no
    from members
    inner join differing on members.household_id = differing.household_id
    union all
    select missing.household_id, missing.person_key, cast(null as varchar) as listed_household_no
    from missing

),

evidence as (

    select
        people.household_id,
        people.person_key,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        'household_no' as field,
        residents.household_no as value
    from people
    inner join residents on people.person_key = residents.person_key
    union all
    select
        people.household_id,
        people.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'listed_household_no' as field,
        listed_members.listed_household_no as value
    from people
    inner join listed_members
        on
            people.person_key = listed_members.person_key
            and people.listed_household_no = listed_members.listed_household_no

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case when judged.home_count > 1 or judged.missing_count > 0 then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.missing_count as varchar) as fact_missing,
        cast(judged.home_count as varchar) as fact_homes
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
