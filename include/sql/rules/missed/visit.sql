-- One row per list row and last visit of an active household that was not visited in time; one row for any other.
-- Why: who visits every month sees what no department's data show.
/*
id: missed.visit
title: 监测户超期未走访
definition: 风险未消除的监测户，识别月份月末至比对日已满一个走访间隔，在截至比对日的一个走访间隔内没有走访记录。识别月份为空且没有走访的，不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [visits, listed_members]
parameters: [visit_interval_months]
verify_department: rural_revitalization
action: 监测联系人尽快入户走访，了解情况并补录走访记录。
sentence: "{identified_month}识别为监测户，截至比对日的 {months} 个月内没有走访记录，最近一次走访：{last_visit}。"
clear_sentence: 最近一次走访：{last_visit}；走访间隔为 {months} 个月，在间隔之内或识别后尚不满一个间隔。
basis: 风险消除前每月至少走访一次
innocent: 可能已走访而没有录入，或全家在外务工以电话联系。
columns:
  fact_identified_month: 识别监测月份
  fact_months: 走访间隔（月）
  fact_last_visit: 最近一次走访的日期
*/
with

dated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        int_households.last_visit_date,
        parameters.visit_interval_months,
        coalesce(
            int_households.last_visit_date > parameters.as_of - parameters.visit_interval_months * interval 1 month,
            false
        ) as is_visited,
        int_households.identified_last_day
        <= parameters.as_of - parameters.visit_interval_months * interval 1 month as is_due
    from int_households
    cross join parameters
    where int_households.listing = 'active'

),

judged as (

    select
        dated.*,
        case
            when dated.is_visited then 'clear'
            when dated.is_due is null then 'not_assessed'
            when dated.is_due then 'hit'
            else 'clear'
        end as outcome
    from dated

),

evidence as (

    select
        listed_members.listed_household_no,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'identified_month' as field,
        cast(listed_members.identified_month as varchar) as value
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1
    union all
    select
        visits.listed_household_no,
        visits.dataset,
        visits.delivery,
        visits.row_no,
        'visited_date' as field,
        cast(visits.visited_date as varchar) as value
    from visits
    inner join dated
        on visits.listed_household_no = dated.household_no and visits.visited_date = dated.last_visit_date

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'no_identified_month' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month,
        cast(judged.visit_interval_months as varchar) as fact_months,
        coalesce(cast(judged.last_visit_date as varchar), '没有记录') as fact_last_visit
    from judged
    left join evidence on judged.household_no = evidence.listed_household_no and judged.outcome = 'hit'

)

select * from final
