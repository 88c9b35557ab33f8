-- One row per person with a rain-and-dew grant of this school year and row of the grant or of the school roll.
-- Why: the grant is for vocational students; paid to others it is missing where it is due.
/*
id: wrong.rain_dew_not_vocational
title: 非职业教育学生领取雨露计划补助
definition: 健在人员本学年有雨露计划补助，而本学年在读的学段不在雨露计划资助的学段之内。学籍中没有本学年在读记录或学段为空的（如在县外就读），不作判断。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["benefits:rain_dew", schooling.school_stage]
verify_department: rural_revitalization
action: 核实就读学校和学历层次，不符合条件的停发并追回。
sentence: 本学年有 {grants} 笔雨露计划补助，而学籍中的在读学段不是职业教育。
clear_sentence: 本学年有 {grants} 笔雨露计划补助，学籍中的在读学段属于资助范围。
basis: 国家规则 5_15_011、5_15_012
innocent: 可能中途转入职业院校，学籍尚未更新。
columns:
  fact_grants: 本学年的雨露计划补助笔数
*/
with

grants as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.is_in_school,
        int_people.school_stage,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.school_year
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind = 'rain_dew'
        and benefits.school_year = parameters.school_year
        and int_people.is_present

),

entitled as (

    select school_entitlements.school_stage
    from school_entitlements
    where school_entitlements.benefit = 'rain_dew'

),

counted as (

    select
        grants.person_key,
        grants.household_id,
        grants.is_in_school,
        grants.school_stage,
        count(*) as grant_count
    from grants
    group by grants.person_key, grants.household_id, grants.is_in_school, grants.school_stage

),

judged as (

    select
        counted.*,
        counted.school_stage is not null and entitled.school_stage is null as is_hit,
        counted.school_stage is null as is_open
    from counted
    left join entitled on counted.school_stage = entitled.school_stage

),

evidence as (

    select
        grants.person_key,
        grants.dataset,
        grants.delivery,
        grants.row_no,
        'school_year' as field,
        grants.school_year as value
    from grants
    inner join judged on grants.person_key = judged.person_key
    where judged.is_hit
    union all
    select
        schooling.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        'school_stage' as field,
        schooling.school_stage as value
    from schooling
    inner join judged on schooling.person_key = judged.person_key
    cross join parameters
    where
        judged.is_hit
        and schooling.school_year = parameters.school_year
        and schooling.school_stage is not null

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
        case
            when judged.is_open and judged.is_in_school then 'stage_unknown'
            when judged.is_open then 'not_on_roll'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.grant_count as varchar) as fact_grants
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
