-- One row per dataset that has a contract.
-- Why: a column left out takes away what rules rest on.
/*
id: delivery.missing_column
title: 缺少约定的列
definition: 本月报送的文件缺少数据约定的列，包括因此被拒收的。没有报送的不作判断。
family: delivery
level: dataset
severity: medium
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 请该部门补齐缺少的列后重报。
sentence: 《{title}》缺少 {count} 个约定的列。
basis: 本县自定
innocent: 该列在部门系统里改了名。
columns:
  fact_title: 数据集名称
  fact_count: 缺少的列数
*/
with

final as (

    select
        dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when missing_column_count > 0 then 'hit'
            when status = 'delivered' then 'clear'
            else 'not_assessed'
        end as outcome,
        case when missing_column_count = 0 and status <> 'delivered' then 'not_delivered' end as reason,
        dataset as evidence_dataset,
        delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        'missing_column_count' as evidence_field,
        cast(missing_column_count as varchar) as evidence_value,
        title as fact_title,
        cast(missing_column_count as varchar) as fact_count
    from deliveries

)

select * from final
