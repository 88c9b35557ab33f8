-- One row per person of the register and value that differs from the number; one row if none does.
-- Why: ages and allowances follow the birth date; a number that says otherwise is another person's or mistyped.
/*
id: conflict.sex_or_birth
title: 户籍登记的性别或出生日期与证件号不一致
definition: 户籍登记的性别与证件号第 17 位所示不一致，或出生日期与证件号第 7 至 14 位不一致。两项都未填写的不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [residents]
verify_department: public_security
action: 核对户口簿和证件原件，更正性别、出生日期或证件号。
sentence: 户籍登记的{difference}与证件号不一致。
clear_sentence: 户籍登记的性别和出生日期与证件号一致（未填写的不比）。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能是早年登记差错，证件号一经编定未改。
columns:
  fact_difference: 不一致的项目
*/
with

compared as (

    select
        residents.person_key,
        int_people.household_id,
        residents.person_id,
        residents.sex,
        residents.birth_date,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        residents.sex <> int_people.number_sex as is_sex_wrong,
        residents.birth_date <> int_people.birth_date as is_birth_wrong
    from residents
    inner join int_people on residents.person_key = int_people.person_key

),

judged as (

    select
        compared.*,
        case
            when compared.is_sex_wrong or compared.is_birth_wrong then 'hit'
            when compared.sex is null and compared.birth_date is null then 'not_assessed'
            else 'clear'
        end as outcome
    from compared

),

evidence as (

    select judged.person_key, 'sex' as field, judged.sex as value
    from judged
    where judged.is_sex_wrong
    union all
    select judged.person_key, 'birth_date' as field, cast(judged.birth_date as varchar) as value
    from judged
    where judged.is_birth_wrong
    union all
    select judged.person_key, 'person_id' as field, judged.person_id as value
    from judged
    where judged.outcome = 'hit'

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'no_sex_or_birth' end as reason,
        judged.dataset as evidence_dataset,
        judged.delivery as evidence_delivery,
        judged.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        concat_ws(
            '、',
            case when judged.is_sex_wrong then '性别' end,
            case when judged.is_birth_wrong then '出生日期' end
        ) as fact_difference
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
