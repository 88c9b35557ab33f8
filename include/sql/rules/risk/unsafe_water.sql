-- One row per household and assessment of a member's drinking water that fails an indicator; one row for any other.
-- Why: safe water is one of the guarantees, and each of the four official indicators can fail by itself.
/*
id: risk.unsafe_water
title: 饮水不安全
definition: 户内成员名下的农户饮水安全评价中，水量、水质、用水方便程度、供水保证率任一项不达标。没有评价记录，或有指标为空而其余达标的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: water
needs: [household_conditions.water_quantity_ok]
verify_department: water
action: 现场查看水源、水质和供水设施，限期解决，期间落实临时供水。
sentence: 户内饮水安全评价有 {failures} 项指标不达标。
clear_sentence: 户内饮水安全评价的四项指标均达标。
basis: 国家规则 1_02_002；小水源不稳定、冬季冻管；季节性缺水；饮水水质达到国家标准
innocent: 可能是季节性缺水或已经修复，评价尚未更新。
columns:
  fact_failures: 不达标的指标数
*/
with

indicators as (

    select household_conditions.*, 'water_quantity_ok' as field, household_conditions.water_quantity_ok as is_ok
    from household_conditions
    union all
    select household_conditions.*, 'water_quality_ok' as field, household_conditions.water_quality_ok as is_ok
    from household_conditions
    union all
    select household_conditions.*, 'water_convenience_ok' as field, household_conditions.water_convenience_ok as is_ok
    from household_conditions
    union all
    select household_conditions.*, 'water_reliability_ok' as field, household_conditions.water_reliability_ok as is_ok
    from household_conditions

),

pieces as (

    select
        int_people.household_id,
        indicators.person_key,
        indicators.dataset,
        indicators.delivery,
        indicators.row_no,
        indicators.field,
        indicators.is_ok
    from indicators
    inner join int_people on indicators.person_key = int_people.person_key
    -- Rows of other datasets of this role speak of houses, toilets or roads.
    where
        coalesce(
            indicators.water_quantity_ok,
            indicators.water_quality_ok,
            indicators.water_convenience_ok,
            indicators.water_reliability_ok
        ) is not null

),

judged as (

    select
        pieces.household_id,
        count(*) filter (where not pieces.is_ok) as failure_count,
        count(*) filter (where pieces.is_ok is null) as empty_count
    from pieces
    group by pieces.household_id

),

final as (

    select
        int_households.household_id as subject_id,
        int_households.household_id,
        evidence.person_key,
        case
            when judged.failure_count > 0 then 'hit'
            when coalesce(judged.empty_count, 1) > 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        case
            when judged.household_id is null then 'no_assessment'
            when judged.failure_count = 0 and judged.empty_count > 0 then 'assessment_incomplete'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        cast(evidence.is_ok as varchar) as evidence_value,
        cast(judged.failure_count as varchar) as fact_failures
    from int_households
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and not evidence.is_ok

)

select * from final
