-- One row per cause without a fitting measure of an active household; one row for any other household.
-- Why: help that does not answer the cause is help on paper.
/*
id: missed.measure_for_cause
title: 帮扶措施未对应致贫返贫风险
definition: 风险未消除的监测户，识别月份月末至比对日已超过规定期限，已有帮扶措施，但登记的某项风险没有任何一项对应的措施（对应关系见参数表 fitting_measures）。完全没有措施的由 missed.measures 提示。风险或识别月份为空的不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [listed_members]
parameters: [measures_within_days]
verify_department: rural_revitalization
action: 核对致贫返贫风险和帮扶台账，补充针对性措施或补录系统。
sentence: 登记的风险“{causes}”没有对应的帮扶措施，已有措施为：{measures}。
clear_sentence: 已有措施为：{measures}；{seen}。
basis: 国家规则 5_18_001…004、5_18_006；按风险类别开展针对性帮扶
innocent: 措施可能已落实而没有录入，或记在其他措施名下。
columns:
  fact_causes: 没有对应措施的风险
  fact_measures: 已有的措施
  fact_seen: 没有命中的情形
*/
with

households as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        int_households.causes,
        int_households.measures,
        date_diff('day', int_households.identified_last_day, parameters.as_of)
        > parameters.measures_within_days as is_due
    from int_households
    cross join parameters
    where int_households.listing = 'active' and int_households.has_measures

),

answers as (

    select
        households.household_id,
        fitting_measures.cause,
        bool_or(contains(',' || households.measures || ',', ',' || fitting_measures.measure || ',')) as is_answered
    from households
    inner join fitting_measures on contains(',' || households.causes || ',', ',' || fitting_measures.cause || ',')
    where households.is_due
    group by households.household_id, fitting_measures.cause

),

gaps as (

    select
        answers.household_id,
        string_agg(coalesce(code_titles.title, answers.cause), '、' order by answers.cause) as causes
    from answers
    left join code_titles on answers.cause = code_titles.code and code_titles.field = 'cause'
    where not answers.is_answered
    group by answers.household_id

),

named as (

    select
        households.household_id,
        string_agg(code_titles.title, '、' order by code_titles.code) as measures
    from households
    inner join code_titles on contains(',' || households.measures || ',', ',' || code_titles.code || ',')
    where code_titles.field = 'measure'
    group by households.household_id

),

judged as (

    select
        households.*,
        coalesce(named.measures, households.measures) as measure_titles,
        case when households.is_due then '登记的风险都有对应的措施，或没有规定对应的措施' else '识别后还在期限之内' end as seen,
        gaps.causes as unanswered,
        case
            when gaps.household_id is not null then 'hit'
            when households.causes is null or households.identified_month is null then 'not_assessed'
            else 'clear'
        end as outcome
    from households
    left join gaps on households.household_id = gaps.household_id
    left join named on households.household_id = named.household_id

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

evidence as (

    select
        judged.household_id,
        listed.dataset,
        listed.delivery,
        listed.row_no,
        'risk_1' as field,
        judged.causes as value
    from judged
    inner join listed on judged.household_no = listed.listed_household_no
    union all
    select
        judged.household_id,
        listed.dataset,
        listed.delivery,
        listed.row_no,
        'development_help' as field,
        judged.measures as value
    from judged
    inner join listed on judged.household_no = listed.listed_household_no

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case
            when judged.outcome = 'not_assessed' and judged.causes is null then 'cause_unknown'
            when judged.outcome = 'not_assessed' then 'no_identified_month'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        judged.unanswered as fact_causes,
        judged.measure_titles as fact_measures,
        judged.seen as fact_seen
    from judged
    left join evidence on judged.household_id = evidence.household_id and judged.outcome = 'hit'

)

select * from final
