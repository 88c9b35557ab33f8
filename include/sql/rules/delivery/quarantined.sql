-- One row per dataset that has a contract.
-- Why: a quarantined row is a person nobody assessed; the department that sent it is the one that can mend it.
/*
id: delivery.quarantined
title: 有行被隔离
definition: 本月报送的数据集中，被隔离的行数达到报告线。本月没有可用报送的数据集不作判断。
family: delivery
level: dataset
severity: low
since: "2026-01"
needs: []
parameters: [quarantined_rows_min]
verify_department: rural_revitalization
action: 把被隔离的行号和原因退回该部门，改正后重报。
sentence: 《{title}》本月报送 {delivered} 行，其中 {quarantined} 行因数据错误被隔离。
basis: 本县自定
innocent: 可能是部门系统升级导致格式变化，而非数据本身有误。
columns:
  fact_title: 数据集名称
  fact_delivered: 报送行数
  fact_quarantined: 隔离行数
*/
with

final as (

    select
        deliveries.dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when deliveries.status <> 'delivered' then 'not_assessed'
            when deliveries.rows_quarantined >= parameters.quarantined_rows_min then 'hit'
            else 'clear'
        end as outcome,
        case when deliveries.status <> 'delivered' then 'not_delivered' end as reason,
        deliveries.dataset as evidence_dataset,
        deliveries.delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        'rows_quarantined' as evidence_field,
        cast(deliveries.rows_quarantined as varchar) as evidence_value,
        deliveries.title as fact_title,
        cast(deliveries.rows_delivered as varchar) as fact_delivered,
        cast(deliveries.rows_quarantined as varchar) as fact_quarantined
    from deliveries
    cross join parameters

)

select * from final
