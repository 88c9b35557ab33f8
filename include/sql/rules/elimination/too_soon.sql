-- One row per eliminated household: the months between identification and elimination.
-- Why: a risk that is gone within a few months was either none or is not gone.
/*
id: elimination.too_soon
title: 风险消除过快
definition: 风险已消除的监测户，从识别月份到消除月份不足规定的最短月数。任一月份为空的不作判断。
family: elimination
level: household
severity: medium
since: "2026-01"
needs: [listed_members]
parameters: [elimination_min_months]
verify_department: rural_revitalization
action: 复核消除程序和帮扶成效，条件不成熟的恢复监测。
sentence: "{identified_month}识别、{eliminated_month}即标注风险消除，间隔 {months} 个月，少于 {min_months} 个月。"
clear_sentence: "{identified_month}识别、{eliminated_month}标注风险消除，间隔 {months} 个月，不少于 {min_months} 个月。"
basis: 国家规则 2_11_002
innocent: 可能是识别时间录入错误，或突发困难确已解除。
columns:
  fact_identified_month: 识别监测月份
  fact_eliminated_month: 风险消除月份
  fact_months: 间隔月数
  fact_min_months: 规定的最短月数
*/
with

dated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        int_households.eliminated_month,
        parameters.elimination_min_months,
        (int_households.eliminated_month // 100 - int_households.identified_month // 100) * 12
        + int_households.eliminated_month % 100 - int_households.identified_month % 100 as months
    from int_households
    cross join parameters
    where int_households.listing = 'eliminated'

),

judged as (

    select
        dated.*,
        coalesce(dated.months < dated.elimination_min_months, false) as is_hit
    from dated

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

evidence as (

    select listed.*, 'identified_month' as field, cast(listed.identified_month as varchar) as value
    from listed
    union all
    select listed.*, 'eliminated_month' as field, cast(listed.eliminated_month as varchar) as value
    from listed

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        case
            when judged.months is null then 'not_assessed'
            when judged.is_hit then 'hit'
            else 'clear'
        end as outcome,
        case
            when judged.identified_month is null then 'no_identified_month'
            when judged.eliminated_month is null then 'no_eliminated_month'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month,
        cast(judged.eliminated_month // 100 as varchar) || ' 年 '
        || cast(judged.eliminated_month % 100 as varchar) || ' 月' as fact_eliminated_month,
        cast(judged.months as varchar) as fact_months,
        cast(judged.elimination_min_months as varchar) as fact_min_months
    from judged
    left join evidence on judged.household_no = evidence.listed_household_no and judged.is_hit

)

select * from final
