-- One row per person of the register whom another department knows, and row with a name that differs from the register's.
-- Why: one number with two names is one of two people's number, or a mistake in one of two departments.
-- Names are compared in half width, without spaces, with one separator; a name with a character nobody could type (? or □)
-- says nothing.
/*
id: conflict.name
title: 同一证件号姓名不一致
definition: 户籍登记的姓名与其他部门对同一证件号登记的姓名，统一全半角、空格和间隔号后仍不相同。含“?”或“□”的姓名不参与比较。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [residents]
verify_department: public_security
action: 由登记不一致的部门核对证件原件，改正姓名或证件号。
sentence: 户籍登记的姓名与{titles}登记的不一致（{difference}）。
basis: DQ-16
innocent: 可能是生僻字、异体字、曾用名或少数民族姓名译写不同。
columns:
  fact_titles: 姓名与户籍不一致的数据集
  fact_difference: 不同之处，不写出姓名
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

-- min() keeps engines from comparing the plain spellings of every mention: few names differ as written.
different as (

    select
        mentions.person_key,
        mentions.dataset,
        mentions.delivery,
        mentions.row_no,
        min(mentions.name) as name,
        min(residents.name) as register_name,
        min(residents.dataset) as register_dataset,
        min(residents.delivery) as register_delivery,
        min(residents.row_no) as register_row_no
    from mentions
    inner join residents on mentions.person_key = residents.person_key
    where mentions.name <> residents.name
    group by mentions.person_key, mentions.dataset, mentions.delivery, mentions.row_no

),

spelled as (

    select
        different.*,
        regexp_replace(
            regexp_replace(
                translate(
                    different.name,
                    'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）？',
                    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()?'
                ),
                '[\s\p{Z}\p{Cf}]', '', 'g'
            ),
            '[・•．.‧∙]', '·', 'g'
        ) as plain,
        regexp_replace(
            regexp_replace(
                translate(
                    different.register_name,
                    'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）？',
                    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()?'
                ),
                '[\s\p{Z}\p{Cf}]', '', 'g'
            ),
            '[・•．.‧∙]', '·', 'g'
        ) as register_plain
    from different

),

conflicts as (

    select
        spelled.*,
        case
            when substr(spelled.plain, 1, 1) <> substr(spelled.register_plain, 1, 1) then '首字不同'
            when length(spelled.plain) <> length(spelled.register_plain) then '字数不同'
            else '首字相同，后面的字不同'
        end as difference
    from spelled
    where
        spelled.plain <> spelled.register_plain
        and spelled.plain not like '%?%'
        and spelled.plain not like '%□%'

),

titles as (

    select
        conflicts.person_key,
        conflicts.dataset,
        min(conflicts.difference) as difference,
        '《' || coalesce(min(deliveries.title), conflicts.dataset) || '》' as title
    from conflicts
    left join deliveries on conflicts.dataset = deliveries.dataset
    group by conflicts.person_key, conflicts.dataset

),

described as (

    select
        titles.person_key,
        string_agg(titles.title, '' order by titles.dataset) as titles,
        min(titles.difference) as difference
    from titles
    group by titles.person_key

),

evidence as (

    select conflicts.person_key, conflicts.dataset, conflicts.delivery, conflicts.row_no, conflicts.name
    from conflicts
    union
    select
        conflicts.person_key,
        conflicts.register_dataset as dataset,
        conflicts.register_delivery as delivery,
        conflicts.register_row_no as row_no,
        conflicts.register_name as name
    from conflicts

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
