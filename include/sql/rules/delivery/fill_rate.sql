-- One row per dataset that has a contract, and per remark of a hit.
-- Why: a column that is suddenly empty is a fault of an export more often than a change of life.
/*
id: delivery.fill_rate
title: 填报率下降
definition: 某列有值的行比往月明显减少。第一次报送没有可比的月份，不作判断。
family: delivery
level: dataset
severity: medium
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 请该部门核对该列是否漏导，补齐后重报。
sentence: "《{title}》：{detail}"
basis: 本县自定
innocent: 该列已停用，或改由别的列填报。
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
    where code = 'FILL_RATE'

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
