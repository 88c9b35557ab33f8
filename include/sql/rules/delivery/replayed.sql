-- One row per dataset that has a contract, and per remark of a hit.
-- Why: last month once more hides everything that happened since.
/*
id: delivery.replayed
title: 重复报送
definition: 本月报送的内容与另一个月份相同或几乎相同。没有报送的不作判断。
family: delivery
level: dataset
severity: high
since: "2026-01"
needs: []
verify_department: rural_revitalization
action: 与该部门核对是否误报了以前的文件；确实没有变化的，由县里决定采用。
sentence: "《{title}》：{detail}"
basis: 本县自定
innocent: 当月确实没有新增业务。
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
    where code in ('REPLAY', 'REPLAY_SUSPECTED')

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
        or coalesce(deliveries.status <> 'delivered' and deliveries.code = 'REPLAY', false) as is_hit
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
