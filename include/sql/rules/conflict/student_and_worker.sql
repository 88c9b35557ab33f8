-- One row per person on a school roll, and row of the roll or of a job where somebody at school is at work too.
-- Why: one of the two registers is wrong, or a child works; aid and help follow both.
/*
id: conflict.student_and_worker
title: 在读而同时登记就业
definition: 本学年学籍为在读，学段在中职以下（学段清单另列），而就业、社保、公益性岗位或务工登记显示本月正在就业。在读而学段未填写的不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [schooling]
needs_for_clear: [employment]
verify_department: education
action: 核实是否在校、是否实际就业，由登记有误的一方更正；未成年人务工的依法处理。
sentence: 学籍登记为在读，但有 {jobs} 条登记显示本月正在就业。
clear_sentence: 学籍登记为在读，{seen}。
basis: 部门之间数据矛盾的两边都要列出；学历信息与学籍一致
innocent: 可能刚毕业或刚入职，学籍或就业登记尚未更新；也可能误用了家人的证件号。
columns:
  fact_jobs: 本月有效的就业登记条数
  fact_seen: 没有命中的情形
*/
with

rolls as (

    select
        schooling.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        schooling.school_stage,
        stages_below_vocational.school_stage is not null as is_below_vocational
    from schooling
    cross join parameters
    left join stages_below_vocational on schooling.school_stage = stages_below_vocational.school_stage
    where
        schooling.person_key is not null
        and schooling.school_year = parameters.school_year
        and schooling.status = 'studying'

),

students as (

    select
        rolls.person_key,
        bool_or(rolls.is_below_vocational) as is_below_vocational,
        bool_or(rolls.school_stage is null) as is_stage_unknown
    from rolls
    group by rolls.person_key

),

judged as (

    select
        int_people.person_key,
        int_people.household_id,
        case when int_people.is_working then '就读的学段可以就业' else '没有正在就业的登记' end as seen,
        case
            when students.is_below_vocational and int_people.is_working then 'hit'
            when students.is_stage_unknown and int_people.is_working then 'not_assessed'
            else 'clear'
        end as outcome
    from students
    inner join int_people on students.person_key = int_people.person_key

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
        rolls.person_key,
        rolls.dataset,
        rolls.delivery,
        rolls.row_no,
        'school_stage' as field,
        rolls.school_stage as value
    from rolls
    inner join judged on rolls.person_key = judged.person_key
    where judged.outcome = 'hit' and rolls.is_below_vocational
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
        case when judged.outcome = 'not_assessed' then 'stage_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(counted.job_count as varchar) as fact_jobs,
        judged.seen as fact_seen
    from judged
    left join evidence on judged.person_key = evidence.person_key
    left join counted on judged.person_key = counted.person_key

)

select * from final
