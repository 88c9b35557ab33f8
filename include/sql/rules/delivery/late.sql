-- One row per dataset that has a contract.
-- Why: what comes after its day leaves no time to mend it before the comparison.
/*
id: delivery.late
title: 报送迟到
definition: 本月的报送在约定的截止日之后才到：截止日之后查收时仍没有可用的报送，或部门清单所写的报送日期晚于截止日。截止日及以前已收到过可用报送的，之后的更正不算迟到。补跑以前月份、清单也没有写报送日期的，不知何时到达，不作判断。
family: delivery
level: dataset
severity: low
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 与该部门核对迟报的原因，商定能够按时报送的办法；约定的截止日不合实际的，修改约定。
sentence: 《{title}》应在 {due} 或之前报送，{seen}。
clear_sentence: 《{title}》应在 {due} 或之前报送，{seen}。
basis: 本县自定
innocent: 可能早已发出而放错了位置，或清单上的日期写的是重新导出的日期。
columns:
  fact_title: 数据集名称
  fact_due: 约定的截止日
  fact_seen: 到达情况
*/
with

judged as (

    select
        deliveries.*,
        case
            when deliveries.status <> 'delivered' then 'not_assessed'
            when deliveries.first_seen_on <= deliveries.due_date then 'clear'
            when deliveries.absent_on > deliveries.due_date then 'hit'
            when deliveries.stated_on > deliveries.due_date then 'hit'
            when deliveries.stated_on is not null then 'clear'
            else 'not_assessed'
        end as outcome,
        case
            when deliveries.first_seen_on <= deliveries.due_date then 'first_seen_on'
            when deliveries.absent_on > deliveries.due_date then 'absent_on'
            else 'stated_on'
        end as known_by
    from deliveries

),

final as (

    select
        dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        outcome,
        case
            when status <> 'delivered' then 'not_delivered'
            when outcome = 'not_assessed' then 'arrival_unknown'
        end as reason,
        dataset as evidence_dataset,
        delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        known_by as evidence_field,
        cast(
            case known_by
                when 'first_seen_on' then first_seen_on
                when 'absent_on' then absent_on
                else stated_on
            end as varchar
        ) as evidence_value,
        title as fact_title,
        cast(due_date as varchar) as fact_due,
        case known_by
            when 'first_seen_on' then '最迟 ' || cast(first_seen_on as varchar) || ' 已收到'
            when 'absent_on' then cast(absent_on as varchar) || ' 查收时还没有可用的报送'
            else '清单所写的报送日期为 ' || cast(stated_on as varchar)
        end as fact_seen
    from judged

)

select * from final
