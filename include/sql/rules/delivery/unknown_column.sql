-- One row per dataset that has a contract.
-- Why: a column nobody agreed on may be the new name of one that is missing.
/*
id: delivery.unknown_column
title: 有约定之外的列
definition: 本月报送的文件有数据约定未列出的列。没有报送的不作判断。
family: delivery
level: dataset
severity: low
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 与该部门核对是改名还是新增；改名的写入数据约定，不需要的列入不接收的列。
sentence: 《{title}》有 {count} 列不在数据约定之内，未采用。
basis: 本县自定
innocent: 部门系统升级后多导出了列。
columns:
  fact_title: 数据集名称
  fact_count: 约定之外的列数
*/
with

final as (

    select
        dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when unknown_column_count > 0 then 'hit'
            when status = 'delivered' then 'clear'
            else 'not_assessed'
        end as outcome,
        case when unknown_column_count = 0 and status <> 'delivered' then 'not_delivered' end as reason,
        dataset as evidence_dataset,
        delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        'unknown_column_count' as evidence_field,
        cast(unknown_column_count as varchar) as evidence_value,
        title as fact_title,
        cast(unknown_column_count as varchar) as fact_count
    from deliveries

)

select * from final
