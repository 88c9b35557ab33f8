-- One row per person at work with a wage on record, and job whose wage cannot be right; one row if none is.
-- Why: declared income is built on these wages; a slip of a digit lifts a household over the line or under it.
/*
id: conflict.wage_implausible
title: 务工月收入不合常理
definition: 正在就业的登记所填月收入低于合理下限或高于合理上限。没有任何月收入可看的不作判断。
family: conflict
level: person
severity: low
since: "2026-01"
needs: ["employment.wage_month"]
parameters: [wage_plausible_min, wage_plausible_max]
verify_department: rural_revitalization
action: 核实月收入，改正错位、漏填或单位有误的数值。
sentence: 登记的月收入为 {wage} 元，不在 {least} 元至 {most} 元之间。
clear_sentence: 登记的月收入都在 {least} 元至 {most} 元之间。
basis: 国家规则 5_16_001、5_16_002
innocent: 可能按日、按年或按万元填写，或为零星务工。
columns:
  fact_wage: 不合常理的月收入（有几个时取最小的，元）
  fact_least: 合理下限（元）
  fact_most: 合理上限（元）
*/
with

jobs as (

    select
        employment.person_key,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        employment.wage_month,
        employment.wage_month < parameters.wage_plausible_min
        or employment.wage_month > parameters.wage_plausible_max as is_implausible
    from employment
    cross join parameters
    where
        employment.person_key is not null
        and employment.is_working
        and employment.kind in ('migrant', 'welfare_post')
        and (employment.start_month is null or employment.start_month <= parameters.period_month)
        and (employment.end_month is null or employment.end_month >= parameters.period_month)
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)

),

judged as (

    select
        jobs.person_key,
        case
            when bool_or(coalesce(jobs.is_implausible, false)) then 'hit'
            when count(jobs.wage_month) = 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        min(case when jobs.is_implausible then jobs.wage_month end) as wage
    from jobs
    group by jobs.person_key

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        int_people.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'wage_unknown' end as reason,
        jobs.dataset as evidence_dataset,
        jobs.delivery as evidence_delivery,
        jobs.row_no as evidence_row_no,
        'wage_month' as evidence_field,
        cast(jobs.wage_month as varchar) as evidence_value,
        cast(judged.wage as varchar) as fact_wage,
        cast(parameters.wage_plausible_min as varchar) as fact_least,
        cast(parameters.wage_plausible_max as varchar) as fact_most
    from judged
    inner join int_people on judged.person_key = int_people.person_key
    cross join parameters
    left join jobs on judged.person_key = jobs.person_key and jobs.is_implausible

)

select * from final
