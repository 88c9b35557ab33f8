-- One row per person who holds a public welfare post, and post.
-- Why: the posts are meant for many families; nobody can fill a handful of them at once.
/*
id: wrong.welfare_posts_many
title: 一人兼任过多公益性岗位
definition: 健在人员在比对日同时在岗的公益性岗位个数超过上限。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["employment:welfare_post"]
parameters: [welfare_posts_max]
verify_department: human_resources
action: 核实实际在岗情况，清退多占的岗位，追回虚报的补贴。
sentence: 同时在岗 {posts} 个公益性岗位，超过每人 {most} 个的上限。
clear_sentence: 同时在岗 {posts} 个公益性岗位，未超过每人 {most} 个的上限。
basis: 国家规则 3_01_010、3_01_011
innocent: 可能换岗后原岗位的离岗日期未录入。
columns:
  fact_posts: 同时在岗的公益性岗位数
  fact_most: 每人上限（个）
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

    select
        posts.person_key,
        posts.household_id,
        parameters.welfare_posts_max,
        count(*) as post_count,
        count(*) > parameters.welfare_posts_max as is_hit
    from posts
    cross join parameters
    group by posts.person_key, posts.household_id, parameters.welfare_posts_max

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
        cast(judged.post_count as varchar) as fact_posts,
        cast(judged.welfare_posts_max as varchar) as fact_most
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
