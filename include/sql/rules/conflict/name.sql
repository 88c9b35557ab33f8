-- One row per person of the register whom another department knows, and row with a name that differs from the register's.
-- Why: one number with two names is one of two people's number, or a mistake in one of two departments.
-- Names are compared in name_differences: half width, no spaces, one separator, simplified characters, without what
-- stands in brackets; a character nobody could type (? or □) is taken to be the right one.
/*
id: conflict.name
title: 同一证件号姓名不一致
definition: 户籍登记的姓名与其他部门对同一证件号登记的姓名，统一全半角、空格、间隔号和繁简体，去掉括号中的注记后仍不相同；“?”“□”代表的生僻字视为相同。户籍登记的姓名本身含有“?”或“□”的不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [residents]
verify_department: public_security
action: 由登记不一致的部门核对证件原件，改正姓名或证件号。
sentence: 户籍登记的姓名与{titles}登记的不一致（{difference}）。
clear_sentence: 户籍登记的姓名与其他部门登记的一致（全半角、空格、间隔号和繁简体的写法不计）。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能是生僻字、异体字、曾用名或少数民族姓名译写不同。
columns:
  fact_titles: 姓名与户籍不一致的数据集
  fact_difference: 差异的类别（有几类时取最重的），不写出姓名
*/
with

known as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.name is null
        or int_people.name like '%?%'
        or int_people.name like '%？%'
        or int_people.name like '%□%' as is_illegible
    from int_people
    where
        int_people.is_in_register
        and int_people.dataset_count > 1

),

titles as (

    select
        name_differences.person_key,
        name_differences.dataset,
        min(name_differences.difference) as difference,
        '《' || coalesce(min(deliveries.title), name_differences.dataset) || '》' as title
    from name_differences
    left join deliveries on name_differences.dataset = deliveries.dataset
    group by name_differences.person_key, name_differences.dataset

),

-- The kinds of difference stand in order of weight as they do in the alphabet.
described as (

    select
        titles.person_key,
        string_agg(titles.title, '' order by titles.dataset) as titles,
        case min(titles.difference)
            when 'different_person' then '姓名不同，可能是两个人'
            when 'look_alike' then '形近字或同姓异写'
            when 'one_character' then '只差一个字'
            when 'separator' then '间隔号有无不同'
        end as difference
    from titles
    group by titles.person_key

),

evidence as (

    select
        name_differences.person_key,
        name_differences.dataset,
        name_differences.delivery,
        name_differences.row_no,
        name_differences.name
    from name_differences
    union
    select
        name_differences.person_key,
        name_differences.register_dataset as dataset,
        name_differences.register_delivery as delivery,
        name_differences.register_row_no as row_no,
        name_differences.register_name as name
    from name_differences

),

final as (

    select
        cast(known.person_key as varchar) as subject_id,
        known.household_id,
        known.person_key,
        case
            when known.is_illegible then 'not_assessed'
            when evidence.person_key is not null then 'hit'
            else 'clear'
        end as outcome,
        case when known.is_illegible then 'illegible_name' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'name' as evidence_field,
        evidence.name as evidence_value,
        described.titles as fact_titles,
        described.difference as fact_difference
    from known
    left join evidence on known.person_key = evidence.person_key and not known.is_illegible
    left join described on known.person_key = described.person_key

)

select * from final
