-- One row per active household: whether help was recorded in time after it was identified.
-- Why: being on the list helps nobody; measures do, and they are due within days.
/*
id: missed.measures
title: 识别后未落实帮扶措施
definition: 风险未消除的监测户，识别月份月末至比对日已超过规定期限，任何成员的各项帮扶措施均为空。识别月份为空的不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [listed_members]
parameters: [measures_within_days]
verify_department: rural_revitalization
action: 核对帮扶台账，尚未帮扶的立即制定并落实措施，已帮扶的补录系统。
sentence: "{identified_month}识别为监测户，超过 {days} 天仍未见任何帮扶措施。"
clear_sentence: "{identified_month}识别为监测户，落实措施的期限为 {days} 天，{seen}。"
basis: 国家规则 1_11_010
innocent: 措施可能已落实而系统尚未录入。
columns:
  fact_identified_month: 识别监测月份
  fact_days: 落实措施的期限（天）
  fact_seen: 没有命中的情形
*/
with

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        parameters.measures_within_days,
        case when int_households.has_measures then '已登记帮扶措施' else '还在期限之内' end as seen,
        not int_households.has_measures
        and date_diff('day', int_households.identified_last_day, parameters.as_of)
        > parameters.measures_within_days as is_hit
    from int_households
    cross join parameters
    where int_households.listing = 'active'

),

evidence as (

    select
        listed_members.listed_household_no,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        cast(listed_members.identified_month as varchar) as value
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        case
            when judged.identified_month is null then 'not_assessed'
            when judged.is_hit then 'hit'
            else 'clear'
        end as outcome,
        case when judged.identified_month is null then 'no_identified_month' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'identified_month' as evidence_field,
        evidence.value as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month,
        cast(judged.measures_within_days as varchar) as fact_days,
        judged.seen as fact_seen
    from judged
    left join evidence on judged.household_no = evidence.listed_household_no and judged.is_hit

)

select * from final
