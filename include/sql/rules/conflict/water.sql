-- One row per listed household, and row of the list or of the assessment where the two disagree.
-- Why: whose water the list calls safe is on no plan of the water works.
/*
id: conflict.water
title: 名单与饮水安全评价不一致
definition: 名单填写已解决安全饮用水，而饮水安全评价有任一指标不达标；或名单填写未解决，而四项指标都达标（监测户填的是识别时的情况，不作后一项比对）。没有评价记录的，或指标未填全而看不出结论的，不作判断。
family: conflict
level: household
severity: medium
since: "2026-01"
needs: [listed_members, household_conditions.water_quality_ok]
verify_department: water
action: 与水利部门核对饮水安全评价，由登记有误的一方更正。
sentence: 名单填写{stated}安全饮用水，饮水安全评价为{recorded}。
clear_sentence: 名单填写{stated}安全饮用水，饮水安全评价为{recorded}，没有矛盾{note}。
basis: 部门之间数据矛盾的两边都要列出
innocent: 可能评价之后供水情况有变化，名单或评价尚未更新。
columns:
  fact_stated: 名单的填写
  fact_recorded: 饮水安全评价的情况
  fact_note: 没有矛盾的说明
*/
with

stated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.category is not null as is_monitored,
        bool_or(listed_members.has_safe_water) as is_stated
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
        household_conditions.water_quantity_ok,
        household_conditions.water_quality_ok,
        household_conditions.water_convenience_ok,
        household_conditions.water_reliability_ok,
        household_conditions.water_quantity_ok
        and household_conditions.water_quality_ok
        and household_conditions.water_convenience_ok
        and household_conditions.water_reliability_ok as is_safe
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    where
        household_conditions.water_assessed_date is not null
        and int_people.household_id is not null

),

assessed as (

    select
        known.household_id,
        bool_or(not known.is_safe) as is_failing,
        bool_and(coalesce(known.is_safe, false)) as is_safe
    from known
    group by known.household_id

),

judged as (

    select
        stated.*,
        assessed.is_failing,
        assessed.household_id is not null as is_assessed,
        case
            when stated.is_stated is null or assessed.household_id is null then 'not_assessed'
            when stated.is_stated and assessed.is_failing then 'hit'
            when not assessed.is_safe and assessed.is_failing is null then 'not_assessed'
            when not stated.is_stated and assessed.is_safe and not stated.is_monitored then 'hit'
            else 'clear'
        end as outcome
    from stated
    left join assessed on stated.household_id = assessed.household_id

),

indicators as (

    select
        known.*,
        'water_quantity_ok' as field,
        known.water_quantity_ok as value
    from known
    union all
    select
        known.*,
        'water_quality_ok' as field,
        known.water_quality_ok as value
    from known
    union all
    select
        known.*,
        'water_convenience_ok' as field,
        known.water_convenience_ok as value
    from known
    union all
    select
        known.*,
        'water_reliability_ok' as field,
        known.water_reliability_ok as value
    from known

),


evidence as (

    select distinct
        judged.household_id,
        listed_members.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'has_safe_water' as field,
        cast(listed_members.has_safe_water as varchar) as value
    from judged
    inner join listed_members on judged.household_no = listed_members.listed_household_no
    where judged.outcome = 'hit'
    union all
    select
        judged.household_id,
        indicators.person_key,
        indicators.dataset,
        indicators.delivery,
        indicators.row_no,
        indicators.field,
        cast(indicators.value as varchar) as value
    from judged
    inner join indicators on judged.household_id = indicators.household_id
    where judged.outcome = 'hit' and indicators.value <> judged.is_stated


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
            when not judged.is_assessed then 'no_assessment'
            else 'assessment_incomplete'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case when judged.is_stated then '已解决' else '未解决' end as fact_stated,
        case when judged.is_failing then '有指标不达标' else '四项指标都达标' end as fact_recorded,
        case
            when not judged.is_stated and not judged.is_failing then '（监测户填的是识别时的情况）'
            else ''
        end as fact_note
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
