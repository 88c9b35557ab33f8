-- One row per member of a listed household or holder of a certificate, and row of the list or certificate that disagrees.
-- Why: the list decides who is visited as disabled, the certificate who is paid.
/*
id: conflict.disability
title: 残疾状况互相矛盾
definition: 名单的健康状况为残疾而没有有效残疾人证，或持有效残疾人证而名单的健康状况不是残疾，或有效残疾人证登记的等级与证号中的等级位不一致。在名单中而健康状况未填写的，不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [listed_members, disabilities]
verify_department: disabled_federation
action: 核对残疾人证原件和名单，由登记有误的一方更正；应办证的协助办理。
sentence: 残疾状况互相矛盾：{difference}。
clear_sentence: "{seen}。"
basis: 部门之间数据矛盾的两边都要列出
innocent: 残疾人证可能正在换发、评定，或名单尚未更新。
columns:
  fact_difference: 矛盾之处
  fact_seen: 没有命中的情形
*/
with

valid as (

    select
        disabilities.person_key,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        disabilities.grade,
        disabilities.certificate_no,
        -- The twentieth character of the certificate's number is the grade.
        coalesce(
            disabilities.certificate_no like '____________________%'
            and disabilities.certificate_no not like '___________________' || disabilities.grade || '%',
            false
        ) as is_grade_wrong
    from disabilities
    cross join parameters
    where
        disabilities.person_key is not null
        and disabilities.status = 'valid'
        and (disabilities.valid_until_date is null or disabilities.valid_until_date >= parameters.as_of)

),

holders as (

    select
        valid.person_key,
        bool_or(valid.is_grade_wrong) as is_grade_wrong
    from valid
    group by valid.person_key

),

stated as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.is_listed,
        int_people.listed_household_no,
        int_people.health_status,
        holders.person_key is not null as is_holder,
        coalesce(holders.is_grade_wrong, false) as is_grade_wrong,
        int_people.health_status in ('disabled', 'multiple_disabled') as is_stated
    from int_people
    left join holders on int_people.person_key = holders.person_key
    where int_people.is_listed or holders.person_key is not null

),

judged as (

    select
        stated.*,
        case
            when stated.is_grade_wrong or stated.is_stated <> stated.is_holder then 'hit'
            when stated.is_listed and stated.is_stated is null then 'not_assessed'
            else 'clear'
        end as outcome
    from stated

),

evidence as (

    select
        judged.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'health_status' as field,
        listed_members.health_status as value
    from judged
    inner join listed_members
        on
            judged.person_key = listed_members.person_key
            and judged.listed_household_no = listed_members.listed_household_no
    where judged.outcome = 'hit'
    union all
    select valid.person_key, valid.dataset, valid.delivery, valid.row_no, 'grade' as field, valid.grade as value
    from valid
    inner join judged on valid.person_key = judged.person_key
    where judged.outcome = 'hit'
    union all
    select
        valid.person_key,
        valid.dataset,
        valid.delivery,
        valid.row_no,
        'certificate_no' as field,
        valid.certificate_no as value
    from valid
    where valid.is_grade_wrong

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'list_says_nothing' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        concat_ws(
            '；',
            case when judged.is_stated and not judged.is_holder then '名单填写残疾，没有有效残疾人证' end,
            case when not judged.is_stated and judged.is_holder then '持有效残疾人证，名单的健康状况不是残疾' end,
            case when judged.is_grade_wrong then '残疾人证登记的等级与证号中的等级位不一致' end
        ) as fact_difference,
        case
            when judged.is_stated then '名单填写残疾，持有效残疾人证'
            when judged.is_holder then '持有效残疾人证，登记的等级与证号中的等级位一致'
            else '名单的健康状况不是残疾，也没有有效残疾人证'
        end as fact_seen
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
