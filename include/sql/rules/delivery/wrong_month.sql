-- One row per dataset that has a contract, and per remark of a hit.
-- Why: data of another month say nothing about this one, and look as if they did.
/*
id: delivery.wrong_month
title: 月份不符
definition: 本月报送的文件是其他月份的数据，或夹带其他月份的行。没有报送的不作判断。
family: delivery
level: dataset
severity: high
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 请该部门报送本月的数据；对以前月份的更正放在该月份的文件里重报。
sentence: "《{title}》：{detail}"
basis: 本县自定
innocent: 部门按登记日期而非发生日期取数。
columns:
  fact_title: 数据集名称
  fact_detail: 说明
*/
with

remarked as (

    select
        dataset,
        code,
        message
    from delivery_remarks
    where code in ('CORRECTION_INSIDE')

),

judged as (

    select
        deliveries.dataset,
        deliveries.delivery,
        deliveries.title,
        deliveries.status,
        coalesce(remarked.code, deliveries.code) as code,
        coalesce(remarked.message, deliveries.message) as detail,
        remarked.dataset is not null
        or coalesce(
            deliveries.status <> 'delivered' and deliveries.code in ('MONTH_MISMATCH', 'FUTURE_MONTH'), false
        ) as is_hit
    from deliveries
    left join remarked on deliveries.dataset = remarked.dataset

),

final as (

    select
        dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        case
            when is_hit then 'hit'
            when status = 'delivered' then 'clear'
            else 'not_assessed'
        end as outcome,
        case when not is_hit and status <> 'delivered' then 'not_delivered' end as reason,
        dataset as evidence_dataset,
        delivery as evidence_delivery,
        cast(null as bigint) as evidence_row_no,
        'code' as evidence_field,
        code as evidence_value,
        title as fact_title,
        detail as fact_detail
    from judged

)

select * from final
