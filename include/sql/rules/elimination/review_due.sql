-- One row per active household that has been monitored long enough for a review: whether any risk is left.
-- Why: a household without risk keeps the place and the help that another one needs.
/*
id: elimination.review_due
title: 长期监测而未见风险
definition: 风险未消除的监测户，从识别月份到本月达到规定月数，本月没有命中任何风险规则。有风险规则未能判断，或识别月份为空的，不作判断。
family: elimination
level: household
severity: low
since: "2026-01"
needs: [listed_members]
parameters: [elimination_review_months]
verify_department: rural_revitalization
action: 入户复核，风险确已消除的按程序标注消除。
sentence: "{identified_month}识别，监测已满 {months} 个月，本月各项风险规则均未命中。"
clear_sentence: "{identified_month}识别，监测 {months} 个月；未满规定月数，或本月仍命中风险规则。"
basis: 国家规则 1_11_006；本县自定
innocent: 风险可能在各部门数据之外，由帮扶责任人掌握。
columns:
  fact_identified_month: 识别监测月份
  fact_months: 监测月数
*/
with

risks as (

    select
        risk_outcomes.household_id,
        count(*) filter (where risk_outcomes.outcome = 'hit') as hit_count,
        count(*) filter (where risk_outcomes.outcome = 'not_assessed') as not_assessed_count
    from risk_outcomes
    group by risk_outcomes.household_id

),

dated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        (parameters.period_month // 100 - int_households.identified_month // 100) * 12
        + parameters.period_month % 100 - int_households.identified_month % 100 as months,
        coalesce(risks.hit_count, 0) as hit_count,
        coalesce(risks.not_assessed_count, 0) as not_assessed_count
    from int_households
    cross join parameters
    left join risks on int_households.household_id = risks.household_id
    where int_households.listing = 'active'

),

judged as (

    select
        dated.*,
        case
            when dated.hit_count > 0 or dated.months < parameters.elimination_review_months then 'clear'
            when dated.months is null or dated.not_assessed_count > 0 then 'not_assessed'
            else 'hit'
        end as outcome
    from dated
    cross join parameters

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case
            when judged.outcome = 'not_assessed' and judged.months is null then 'no_identified_month'
            when judged.outcome = 'not_assessed' then 'risk_not_assessed'
        end as reason,
        listed.dataset as evidence_dataset,
        listed.delivery as evidence_delivery,
        listed.row_no as evidence_row_no,
        'identified_month' as evidence_field,
        cast(listed.identified_month as varchar) as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month,
        cast(judged.months as varchar) as fact_months
    from judged
    left join listed on judged.household_no = listed.listed_household_no and judged.outcome = 'hit'

)

select * from final
