-- One row per dataset that has a contract, and per remark of a hit.
-- Why: a township left out looks like a township without need.
/*
id: delivery.partial
title: 缺少乡镇
definition: 以前月份都有数据的乡镇，本月一行也没有。第一次报送没有可比的月份，不作判断。
family: delivery
level: dataset
severity: high
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 请该部门补齐所缺乡镇后重报。
sentence: "《{title}》：{detail}"
basis: 本县自定
innocent: 乡镇撤并或更名。
columns:
  fact_title: 数据集名称
  fact_detail: 说明
*/
with

remarked as (

    select
        dataset,
        code,
        column_name,
        message
    from delivery_remarks
    where code = 'PARTIAL_DELIVERY'

),

final as (

    select
        deliveries.dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when remarked.dataset is not null then 'hit'
            when deliveries.status <> 'delivered' or deliveries.compared_months = 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        case
            when remarked.dataset is not null then cast(null as varchar)
            when deliveries.status <> 'delivered' then 'not_delivered'
            when deliveries.compared_months = 0 then 'no_history'
        end as reason,
        deliveries.dataset as evidence_dataset,
        deliveries.delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        remarked.column_name as evidence_field,
        remarked.code as evidence_value,
        deliveries.title as fact_title,
        remarked.message as fact_detail
    from deliveries
    left join remarked on deliveries.dataset = remarked.dataset

)

select * from final
