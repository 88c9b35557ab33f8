-- One row per member of a listed household, and row of the list or of an insurance where the two disagree.
-- Why: who counts as insured on the list is asked by nobody to enrol, and pays the next illness alone.
/*
id: conflict.medical_insurance
title: 名单与医保登记的参保情况不一致
definition: 名单填写的参保情况（城乡居民或城镇职工基本医疗保险任一为是，即为参保；两项都填否，即为未参保），与医保、社保登记的本月是否参保不一致。名单未填全而无法认定的不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [listed_members, "insurance:medical"]
verify_department: rural_revitalization
action: 与医保部门核对参保状态，由登记有误的一方更正；确未参保的动员参保。
sentence: 名单填写{stated}基本医疗保险，医保和社保登记为{recorded}。
clear_sentence: 名单填写{stated}基本医疗保险，医保和社保登记为{recorded}，两边一致。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能在外地参保，或参保、停保后名单尚未更新。
columns:
  fact_stated: 名单的填写（已参加或未参加）
  fact_recorded: 医保和社保登记（已参保或未参保）
*/
with

stated as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.has_medical_insurance,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.has_resident_medical,
        listed_members.has_employee_medical,
        listed_members.has_resident_medical or listed_members.has_employee_medical as is_stated
    from int_people
    inner join listed_members
        on
            int_people.person_key = listed_members.person_key
            and int_people.listed_household_no = listed_members.listed_household_no

),

judged as (

    select
        stated.*,
        case
            when stated.is_stated is null then 'not_assessed'
            when stated.is_stated <> stated.has_medical_insurance then 'hit'
            else 'clear'
        end as outcome
    from stated

),

evidence as (

    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        'has_resident_medical' as field,
        cast(judged.has_resident_medical as varchar) as value
    from judged
    where judged.outcome = 'hit'
    union all
    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        'has_employee_medical' as field,
        cast(judged.has_employee_medical as varchar) as value
    from judged
    where judged.outcome = 'hit'
    union all
    select
        judged.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        'status' as field,
        insurance.status as value
    from judged
    inner join insurance on judged.person_key = insurance.person_key
    where
        judged.outcome = 'hit'
        and insurance.kind = 'medical'

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
        case when judged.is_stated then '已参加' else '未参加' end as fact_stated,
        case when judged.has_medical_insurance then '已参保' else '未参保' end as fact_recorded
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
