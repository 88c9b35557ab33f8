-- One row per diagnosis and list row of an ill member without a chronic card; one row for any other ill member.
-- Why: without the card every prescription is paid in full, month after month.
/*
id: missed.chronic_card
title: 慢病大病患者未办慢病卡
definition: 脱贫户和监测户（含风险已消除）的健在成员有慢病或大病记录，各条记录均为未办理慢病卡。是否办卡为空而无法排除的，不作判断。
family: missed
level: person
severity: low
since: "2026-01"
needs: [illnesses, listed_members]
verify_department: health
action: 核实病情，符合条件的协助办理慢病卡。
sentence: 登记患有{illness}，未办理慢病卡。
clear_sentence: 登记患有{illness}，已办理慢病卡。
basis: 慢病卡办理和家庭医生签约
innocent: 病种可能不在办卡范围，或已在外地办理。
columns:
  fact_illness: 疾病类别
*/
with

diagnoses as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.listed_household_no,
        illnesses.dataset,
        illnesses.delivery,
        illnesses.row_no,
        illnesses.category,
        illnesses.has_chronic_card as value,
        illnesses.has_chronic_card as has_service
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    inner join illnesses on int_people.person_key = illnesses.person_key
    inner join illness_entitlements as entitlements on illnesses.category = entitlements.category
    cross join parameters
    where
        int_people.is_present
        and int_households.listing in ('active', 'eliminated', 'registered')
        and entitlements.service = 'chronic_card'

),

judged as (

    select
        diagnoses.person_key,
        diagnoses.household_id,
        diagnoses.listed_household_no,
        case
            when bool_or(diagnoses.has_service) then 'clear'
            when bool_or(diagnoses.has_service is null) then 'not_assessed'
            else 'hit'
        end as outcome,
        case
            when bool_or(diagnoses.category = 'serious') then '大病'
            when bool_or(diagnoses.category = 'severe_mental') then '严重精神障碍'
            else '慢病'
        end as illness
    from diagnoses
    group by diagnoses.person_key, diagnoses.household_id, diagnoses.listed_household_no

),

evidence as (

    select
        diagnoses.person_key,
        diagnoses.dataset,
        diagnoses.delivery,
        diagnoses.row_no,
        'has_chronic_card' as field,
        cast(diagnoses.value as varchar) as value
    from diagnoses
    union all
    select
        judged.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'household_type' as field,
        listed_members.household_type as value
    from judged
    inner join listed_members
        on
            judged.person_key = listed_members.person_key
            and judged.listed_household_no = listed_members.listed_household_no

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'card_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        judged.illness as fact_illness
    from judged
    left join evidence on judged.person_key = evidence.person_key and judged.outcome = 'hit'

)

select * from final
