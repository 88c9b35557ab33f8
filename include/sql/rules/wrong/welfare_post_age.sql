-- One row per person who holds a public welfare post, and post.
-- Why: posts are for those who can work and find no other work; children and the very old do not really hold one.
/*
id: wrong.welfare_post_age
title: 公益性岗位人员年龄不符
definition: 健在人员在比对日在岗于公益性岗位，而周岁年龄低于下限或高于上限。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["employment:welfare_post"]
parameters: [welfare_post_age_min, welfare_post_age_max]
verify_department: human_resources
action: 核实是否本人在岗、是否他人顶岗，超龄的按规定退出并另行帮扶。
sentence: "{age} 周岁，在岗于公益性岗位，不在 {youngest} 至 {oldest} 周岁之间。"
clear_sentence: "{age} 周岁，在岗于公益性岗位，在 {youngest} 至 {oldest} 周岁之间。"
basis: 国家规则 3_01_008、5_01_006、5_12_004、5_12_005
innocent: 可能证件号登记有误，或已退岗而离岗日期未录入。
columns:
  fact_age: 比对日的周岁年龄
  fact_youngest: 年龄下限（周岁）
  fact_oldest: 年龄上限（周岁）
*/
with

posts as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.age,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        employment.start_date
    from employment
    inner join int_people on employment.person_key = int_people.person_key
    cross join parameters
    where
        employment.kind = 'welfare_post'
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)
        and int_people.is_present

),

judged as (

    select distinct
        posts.person_key,
        posts.household_id,
        posts.age,
        parameters.welfare_post_age_min,
        parameters.welfare_post_age_max,
        posts.age not between parameters.welfare_post_age_min and parameters.welfare_post_age_max as is_hit
    from posts
    cross join parameters

),

evidence as (

    select
        posts.person_key,
        posts.dataset,
        posts.delivery,
        posts.row_no,
        'start_date' as field,
        cast(posts.start_date as varchar) as value
    from posts
    inner join judged on posts.person_key = judged.person_key
    where judged.is_hit

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.age as varchar) as fact_age,
        cast(judged.welfare_post_age_min as varchar) as fact_youngest,
        cast(judged.welfare_post_age_max as varchar) as fact_oldest
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
