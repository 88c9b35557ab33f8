-- One row per person with running single-person dibao and row of it.
-- Why: dibao is for households; a single member is taken in alone only for a severe disability or a serious illness.
/*
id: wrong.single_person_dibao
title: 单人保对象不符合单独纳入条件
definition: 健在人员本月以单人保方式享受低保，而既没有“残疾等级对应的应享待遇”表中可纳入低保的有效残疾人证，也没有大病或严重精神障碍诊断。保障方式为空而无法排除的，不作判断。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["benefits:dibao", disabilities, illnesses]
verify_department: civil_affairs
action: 核实单独纳入的依据，不符合的改为整户核算或停发。
sentence: 本月以单人保方式享受低保，未见相应等级的有效残疾人证，也未见大病或严重精神障碍诊断。
clear_sentence: 本月享受低保，有相应等级的有效残疾人证，或有大病、严重精神障碍诊断。
basis: 单人保限于重病和重度残疾等人员
innocent: 可能残疾评定、疾病诊断在县外或尚未回传，或属低保边缘家庭中的特殊困难人员。
columns: {}
*/
with

grave_illnesses as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'illness_category'

),

spells as (

    select
        int_people.person_key,
        int_people.household_id,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.support_mode,
        benefits.support_mode = 'single' as is_single
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
        and int_people.is_present

),

entitled as (

    select disabilities.person_key
    from disabilities
    inner join disability_entitlements as claims
        on
            disabilities.grade = claims.grade
            and (disabilities.category = claims.category or claims.category = 'any')
    cross join parameters
    where
        claims.benefit = 'dibao'
        and disabilities.person_key is not null
        and disabilities.status = 'valid'
        and (disabilities.valid_until_date is null or disabilities.valid_until_date >= parameters.as_of)
    union
    select illnesses.person_key
    from illnesses
    where
        illnesses.person_key is not null
        and illnesses.category in (select grave_illnesses.code from grave_illnesses)

),

alone as (

    select
        spells.person_key,
        spells.household_id,
        bool_or(spells.is_single) as is_single
    from spells
    group by spells.person_key, spells.household_id

),

judged as (

    select
        alone.person_key,
        alone.household_id,
        entitled.person_key is null and coalesce(alone.is_single, false) as is_hit,
        entitled.person_key is null and alone.is_single is null as is_open
    from alone
    left join entitled on alone.person_key = entitled.person_key
    where alone.is_single or alone.is_single is null

),

evidence as (

    select
        spells.person_key,
        spells.dataset,
        spells.delivery,
        spells.row_no,
        'support_mode' as field,
        spells.support_mode as value
    from spells
    inner join judged on spells.person_key = judged.person_key
    where judged.is_hit and spells.is_single

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open then 'support_mode_empty' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
