-- One row per dataset with a contract, and row that was quarantined for a damaged number; one row if there is none.
-- Why: a spreadsheet takes the same digits from every number in the column; one hint to the department mends all of them.
/*
id: delivery.id_damage
title: 证件号被表格软件损坏
definition: 本月报送中因证件号被表格软件改成数值、科学计数法或截断而隔离的行（原因代码另列）达到报告线。本月没有可用报送的数据集不作判断。
family: delivery
level: dataset
severity: medium
since: "2026-01"
needs: []
parameters: [id_damage_rows_min]
verify_department: rural_revitalization
action: 请该部门把证件号一列设为“文本”格式后重新录入、重报。
sentence: 《{title}》本月报送有 {damaged} 行的证件号被表格软件损坏，已隔离。
basis: 本县自定
innocent: 可能由下级单位用表格软件汇总造成，部门系统中的证件号仍是完整的。
columns:
  fact_title: 数据集名称
  fact_damaged: 证件号被损坏而隔离的行数
*/
with

damaged as (

    select
        quarantined_rows.dataset,
        quarantined_rows.delivery,
        quarantined_rows.row_no,
        min(quarantined_rows.code) as code
    from quarantined_rows
    inner join id_damage_codes on quarantined_rows.code = id_damage_codes.code
    group by quarantined_rows.dataset, quarantined_rows.delivery, quarantined_rows.row_no

),

counted as (

    select damaged.dataset, count(*) as damaged_count
    from damaged
    group by damaged.dataset

),

judged as (

    select
        deliveries.dataset,
        deliveries.title,
        coalesce(counted.damaged_count, 0) as damaged_count,
        case
            when deliveries.status <> 'delivered' then 'not_assessed'
            when coalesce(counted.damaged_count, 0) >= parameters.id_damage_rows_min then 'hit'
            else 'clear'
        end as outcome
    from deliveries
    cross join parameters
    left join counted on deliveries.dataset = counted.dataset

),

final as (

    select
        judged.dataset as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'not_delivered' end as reason,
        damaged.dataset as evidence_dataset,
        damaged.delivery as evidence_delivery,
        damaged.row_no as evidence_row_no,
        'code' as evidence_field,
        damaged.code as evidence_value,
        judged.title as fact_title,
        cast(judged.damaged_count as varchar) as fact_damaged
    from judged
    left join damaged on judged.dataset = damaged.dataset and judged.outcome = 'hit'

)

select * from final
