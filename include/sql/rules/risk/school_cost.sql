-- One row per household with a declared income and row of a member in schooling that costs; one row for any other.
-- Why: fees of several children beyond compulsory schooling can eat up an income that is just above the line.
/*
id: risk.school_cost
title: 多名子女就学而收入不高
definition: 脱贫户和监测户中，本学年在非义务教育阶段（学前、高中、中职、高职、本科）就读的健在成员达到规定人数，且申报的家庭人均纯收入低于监测收入线的规定倍数。学段或收入为空而无法排除的，不作判断。一般农户没有申报收入，不在本规则范围。
family: risk
level: household
severity: medium
since: "2026-01"
cause: schooling
needs: [schooling.school_stage, listed_members.income_per_capita]
parameters: [school_cost_students_min, school_cost_income_ratio, income_line]
verify_department: education
action: 核实就学支出，落实学生资助、助学贷款和雨露计划。
sentence: 户内有 {students} 名成员在非义务教育阶段就读，申报的家庭人均纯收入为 {income} 元，低于 {line} 元。
clear_sentence: 户内有 {students} 名成员在非义务教育阶段就读，{seen}。
basis: 因灾、因病、因学和缺资金、劳力、技术是主要致贫原因；因学、因病、因残致贫占比大；从学前到大学的学生资助
innocent: 可能已享受资助或免学费，实际负担不重。
columns:
  fact_students: 非义务教育阶段在读的成员数
  fact_income: 申报的家庭人均纯收入（元）
  fact_line: 监测收入线的规定倍数（元）
  fact_seen: 没有命中的情形
*/
with

counted as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.optional_student_count,
        int_households.declared_income,
        case
            when int_households.listing = 'eliminated' then 'income_per_capita_after'
            else 'income_per_capita'
        end as income_field,
        parameters.school_cost_income_ratio * parameters.income_line as line,
        case
            when int_households.optional_student_count >= parameters.school_cost_students_min then true
            when
                int_households.optional_student_count + int_households.unknown_stage_count
                < parameters.school_cost_students_min
                then false
        end as has_students
    from int_households
    cross join parameters
    where int_households.listing in ('active', 'eliminated', 'registered')

),

judged as (

    select
        counted.*,
        counted.has_students and counted.declared_income < counted.line as is_hit
    from counted

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

evidence as (

    select
        int_people.household_id,
        int_people.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        'school_stage' as field,
        schooling.school_stage as value
    from int_people
    inner join schooling on int_people.person_key = schooling.person_key
    inner join parameters on schooling.school_year = parameters.school_year
    where int_people.is_in_optional_school and schooling.school_stage is not null
    union all
    select
        judged.household_id,
        cast(null as bigint) as person_key,
        listed.dataset,
        listed.delivery,
        listed.row_no,
        judged.income_field as field,
        cast(judged.declared_income as varchar) as value
    from judged
    inner join listed on judged.household_no = listed.listed_household_no

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case
            when judged.is_hit is null then 'not_assessed'
            when judged.is_hit then 'hit'
            else 'clear'
        end as outcome,
        case
            when judged.is_hit is null and judged.declared_income is null then 'no_declared_income'
            when judged.is_hit is null then 'stage_unknown'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.optional_student_count as varchar) as fact_students,
        cast(judged.declared_income as varchar) as fact_income,
        cast(cast(judged.line as decimal(18, 2)) as varchar) as fact_line,
        case
            when not judged.has_students then '没有达到规定人数'
            else
                '申报的家庭人均纯收入为 ' || cast(judged.declared_income as varchar) || ' 元，不低于 '
                || cast(cast(judged.line as decimal(18, 2)) as varchar) || ' 元'
        end as fact_seen
    from judged
    left join evidence on judged.household_id = evidence.household_id and judged.is_hit

)

select * from final
