-- One row per listed household, and row of the list or of the appraisal where the two disagree.
-- Why: renovation goes to those the list calls unsafe; whom it calls safe is asked by nobody.
/*
id: conflict.housing
title: 名单与住房鉴定不一致
definition: 名单填写不是危房户，而住房鉴定为 C、D 级且未完成改造、验收、入住；或名单填写是危房户，而户内的住房鉴定都是 A、B 级。鉴定为 C、D 级且已改造的，名单如何填写都不算矛盾（监测户填的是识别时的情况）。没有住房鉴定记录的不作判断。
family: conflict
level: household
severity: medium
since: "2026-01"
needs: [listed_members, household_conditions.housing_grade]
verify_department: housing
action: 与住建部门核对住房鉴定，由登记有误的一方更正。
sentence: 名单填写{stated}危房户，住房鉴定为{recorded}。
clear_sentence: 名单填写{stated}危房户，住房鉴定为{recorded}，没有矛盾。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能鉴定的是旧房，或新建住房尚未鉴定。
columns:
  fact_stated: 名单的填写
  fact_recorded: 住房鉴定的情况
*/
with

unsafe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'housing_grade'

),

stated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.category is not null as is_monitored,
        bool_or(listed_members.has_unsafe_housing) as is_stated
    from int_households
    inner join listed_members on int_households.household_no = listed_members.listed_household_no
    where int_households.kind = 'listed'
    group by int_households.household_id, int_households.household_no, int_households.category

),

known as (

    select
        int_people.household_id,
        household_conditions.person_key,
        household_conditions.dataset,
        household_conditions.delivery,
        household_conditions.row_no,
        household_conditions.housing_grade,
        household_conditions.housing_grade in (select unsafe_grades.code from unsafe_grades) as is_graded_unsafe
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    where
        household_conditions.housing_grade is not null
        and int_people.household_id is not null

),

appraised as (

    select known.household_id, bool_or(known.is_graded_unsafe) as is_graded_unsafe
    from known
    group by known.household_id

),

judged as (

    select
        stated.*,
        appraised.is_graded_unsafe,
        int_households.is_housing_unsafe,
        case
            when stated.is_stated is null or appraised.household_id is null then 'not_assessed'
            when stated.is_stated and not appraised.is_graded_unsafe then 'hit'
            when not stated.is_stated and int_households.is_housing_unsafe then 'hit'
            else 'clear'
        end as outcome
    from stated
    inner join int_households on stated.household_id = int_households.household_id
    left join appraised on stated.household_id = appraised.household_id

),


evidence as (

    select distinct
        judged.household_id,
        listed_members.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'has_unsafe_housing' as field,
        cast(listed_members.has_unsafe_housing as varchar) as value
    from judged
    inner join listed_members on judged.household_no = listed_members.listed_household_no
    where judged.outcome = 'hit'
    union all
    select
        judged.household_id,
        known.person_key,
        known.dataset,
        known.delivery,
        known.row_no,
        'housing_grade' as field,
        known.housing_grade as value
    from judged
    inner join known on judged.household_id = known.household_id
    where judged.outcome = 'hit'


),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        judged.outcome,
        case
            when judged.outcome <> 'not_assessed' then null
            when judged.is_stated is null then 'list_says_nothing'
            else 'no_appraisal'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case when judged.is_stated then '是' else '不是' end as fact_stated,
        case
            when judged.is_housing_unsafe then 'C、D 级且未改造完毕'
            when judged.is_graded_unsafe then 'C、D 级，已改造入住'
            else 'A、B 级'
        end as fact_recorded
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
