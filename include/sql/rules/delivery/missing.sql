-- One row per dataset that has a contract.
-- Why: what is not delivered is not assessed, so the first thing to mend is the delivery.
/*
id: delivery.missing
title: 数据未报送
definition: 本月应报送的数据集没有可用的报送（未报、被拒收、整批暂停，或沿用以前月份），或者部门后报的更正未被采用、先前收到的仍在采用。约定尚未开始的不作判断。
family: delivery
level: dataset
severity: high
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 联系该部门补报或改正后重报；补报后重跑本月。
sentence: 《{title}》{state}。
basis: 本县自定
innocent: 部门可能已报送到别处，或文件名、月份写错。
columns:
  fact_title: 数据集名称
  fact_state: 报送情况
*/
with

refused as (

    select distinct dataset
    from delivery_remarks
    where code = 'REPLACEMENT_REFUSED'

),

final as (

    select
        deliveries.dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when deliveries.status = 'delivered' and refused.dataset is null then 'clear'
            when deliveries.status = 'delivered' then 'hit'
            when deliveries.since > parameters.period then 'not_assessed'
            else 'hit'
        end as outcome,
        case
            when deliveries.status <> 'delivered' and deliveries.since > parameters.period then 'not_yet_due'
        end as reason,
        deliveries.dataset as evidence_dataset,
        deliveries.delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        case when deliveries.status = 'delivered' then 'code' else 'status' end as evidence_field,
        case when deliveries.status = 'delivered' then deliveries.code else deliveries.status end as evidence_value,
        deliveries.title as fact_title,
        case
            when deliveries.status = 'delivered' then '后报的更正未采用（' || deliveries.code || '），先前收到的仍在采用'
            else '本月没有可用的报送'
        end as fact_state
    from deliveries
    cross join parameters
    left join refused on deliveries.dataset = refused.dataset

)

select * from final
