-- One row per dataset that has a contract.
-- Why: what is not delivered is not assessed, so the first thing to mend is the delivery.
/*
id: delivery.missing
title: 数据未报送
definition: 本月应报送的数据集没有可用的报送（未报、被拒收、整批暂停，或沿用以前月份）。约定尚未开始的不作判断。
family: delivery
level: dataset
severity: high
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 联系该部门补报或改正后重报；补报后重跑本月。
sentence: 《{title}》本月没有可用的报送。
basis: 本县自定
innocent: 部门可能已报送到别处，或文件名、月份写错。
columns:
  fact_title: 数据集名称
*/
with

final as (

    select
        deliveries.dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when deliveries.status = 'delivered' then 'clear'
            when deliveries.since > parameters.period then 'not_assessed'
            else 'hit'
        end as outcome,
        case
            when deliveries.status <> 'delivered' and deliveries.since > parameters.period then 'not_yet_due'
        end as reason,
        deliveries.dataset as evidence_dataset,
        deliveries.delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        'status' as evidence_field,
        deliveries.status as evidence_value,
        deliveries.title as fact_title
    from deliveries
    cross join parameters

)

select * from final
