-- One row per schooling and list row of a student without the aid; one row for any other student.
-- Why: school costs press on poor households, and aid is paid to those whose name somebody sends in.
/*
id: missed.student_aid
title: 困难家庭学生未获资助
definition: 脱贫户和风险未消除的监测户中，本学年在学前以上学段就读的健在成员，学年开始满规定天数后仍没有本学年的学生资助。学段为空的不作判断。
family: missed
level: person
severity: medium
since: "2026-01"
needs: [schooling.school_stage, "benefits:student_aid", listed_members]
parameters: [aid_due_days]
verify_department: education
action: 核对资助名单和困难认定，符合条件的及时补发。
sentence: "{school_year} 学年在{stage}就读，至今未见本学年的学生资助。"
clear_sentence: "{school_year} 学年在{stage}就读，{seen}。"
basis: 困难学生应助尽助
innocent: 可能已在就读地享受资助，或减免学费而没有发放记录，或本人放弃申请。
columns:
  fact_school_year: 学年
  fact_stage: 就读学段
  fact_seen: 没有命中的情形
*/
with

students as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.listed_household_no,
        int_people.school_stage,
        parameters.school_year,
        case when int_people.has_student_aid then '已有本学年的学生资助' else '该学段不在资助范围' end as seen,
        case
            when int_people.has_student_aid or entitlements.benefit is null and int_people.school_stage is not null
                then 'clear'
            when date_diff('day', parameters.school_year_cutoff, parameters.as_of) < parameters.aid_due_days
                then 'not_assessed'
            when entitlements.benefit is null then 'not_assessed'
            else 'hit'
        end as outcome
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    cross join parameters
    left join school_entitlements as entitlements
        on int_people.school_stage = entitlements.school_stage and entitlements.benefit = 'student_aid'
    where
        int_people.is_present
        and int_people.is_in_school
        and int_households.listing in ('active', 'registered')

),

evidence as (

    select
        students.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        'school_stage' as field,
        schooling.school_stage as value
    from students
    inner join schooling on students.person_key = schooling.person_key
    where schooling.school_year = students.school_year and schooling.school_stage is not null
    union all
    select
        students.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'household_type' as field,
        listed_members.household_type as value
    from students
    inner join listed_members
        on
            students.person_key = listed_members.person_key
            and students.listed_household_no = listed_members.listed_household_no

),

final as (

    select
        cast(students.person_key as varchar) as subject_id,
        students.household_id,
        students.person_key,
        students.outcome,
        case
            when students.outcome = 'not_assessed' and students.school_stage is null then 'stage_unknown'
            when students.outcome = 'not_assessed' then 'aid_not_due_yet'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        students.school_year as fact_school_year,
        students.seen as fact_seen,
        case students.school_stage
            when 'preschool' then '幼儿园'
            when 'primary' then '小学'
            when 'junior' then '初中'
            when 'senior' then '高中'
            when 'vocational_secondary' then '中职'
            when 'vocational_college' then '高职'
            when 'undergraduate' then '本科'
            else '学校'
        end as fact_stage
    from students
    left join evidence on students.person_key = evidence.person_key and students.outcome = 'hit'

)

select * from final
