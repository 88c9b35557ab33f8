-- One row per member of a listed household, and row of the list or of a job where the two disagree.
-- Why: a household counted as one without labour gets support for good; somebody at work in it says otherwise.
/*
id: conflict.labour_ability
title: 名单填写无劳动能力而正在就业
definition: 名单填写为丧失劳动力或无劳动力，而就业、社保、公益性岗位或务工登记显示本月正在就业。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [listed_members]
needs_for_clear: [employment]
verify_department: rural_revitalization
action: 入户核实劳动能力和就业情况，由登记有误的一方更正。
sentence: 名单填写为{ability}，但有 {jobs} 条登记显示本月正在就业。
clear_sentence: 名单填写为{ability}，本月{working}就业登记。
basis: 部门之间数据矛盾的两边都要列出
innocent: 轻便的公益性岗位可能适合部分丧失劳动能力的人；务工可能已结束而未登记。
columns:
  fact_ability: 名单填写的劳动能力
  fact_jobs: 本月有效的就业登记条数
  fact_working: 本月有没有就业登记
*/
with

inabilities as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'labour_ability'

),

judged as (

    select
        int_people.person_key,
        int_people.household_id,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.labour_ability,
        int_people.is_working,
        case
            when listed_members.labour_ability is null then 'not_assessed'
            when
                listed_members.labour_ability in (select inabilities.code from inabilities)
                and int_people.is_working
                then 'hit'
            else 'clear'
        end as outcome
    from int_people
    inner join listed_members
        on
            int_people.person_key = listed_members.person_key
            and int_people.listed_household_no = listed_members.listed_household_no

),

jobs as (

    select
        judged.person_key,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        employment.kind
    from judged
    inner join employment on judged.person_key = employment.person_key
    cross join parameters
    where
        judged.outcome = 'hit'
        and employment.is_working
        and coalesce(employment.status, 'normal') = 'normal'
        and (employment.start_month is null or employment.start_month <= parameters.period_month)
        and (employment.end_month is null or employment.end_month >= parameters.period_month)
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)

),

counted as (

    select jobs.person_key, count(*) as job_count
    from jobs
    group by jobs.person_key

),

evidence as (

    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        'labour_ability' as field,
        judged.labour_ability as value
    from judged
    where judged.outcome = 'hit'
    union all
    select jobs.person_key, jobs.dataset, jobs.delivery, jobs.row_no, 'kind' as field, jobs.kind as value
    from jobs

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'ability_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case judged.labour_ability
            when 'lost' then '丧失劳动力'
            when 'none' then '无劳动力'
            else '有劳动能力'
        end as fact_ability,
        case when judged.is_working then '有' else '没有' end as fact_working,
        cast(counted.job_count as varchar) as fact_jobs
    from judged
    left join evidence on judged.person_key = evidence.person_key
    left join counted on judged.person_key = counted.person_key

)

select * from final
