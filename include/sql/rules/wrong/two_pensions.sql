-- One row per person who draws a pension and row of it; one row if only one payer pays.
-- Why: nobody may draw the pensions of two schemes; who does will have to pay one of them back.
/*
id: wrong.two_pensions
title: 重复领取养老待遇
definition: 健在人员本月同时领取“不得同时享受的待遇”表中养老组的两种以上（城乡居民养老待遇、城镇职工养老待遇、财政发放的退休费）。
family: wrong
level: person
severity: high
since: "2026-01"
needs: []
needs_for_clear: ["insurance:pension", "assets:public_salary"]
verify_department: human_resources
action: 核实待遇领取资格，终止其中一种并按规定清退重复部分。
sentence: 本月同时领取 {benefits} 种养老待遇。
clear_sentence: 本月只领取 {benefits} 种养老待遇。
basis: 防止同一救助多头申报、重复享受；务工就业信息数据准确
innocent: 可能正在办理制度衔接，或财政发放的是职业年金、遗属补助等。
columns:
  fact_benefits: 领取的养老待遇种数
*/
with

drawn as (

    select
        insurance.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.scheme as benefit,
        'scheme' as field
    from insurance
    cross join parameters
    where
        insurance.kind = 'pension'
        and insurance.status = 'receiving'
        and (insurance.start_month is null or insurance.start_month <= parameters.period_month)
        and (insurance.end_month is null or insurance.end_month >= parameters.period_month)
    union all
    select
        assets.person_key,
        assets.dataset,
        assets.delivery,
        assets.row_no,
        'public' as benefit,
        'use' as field
    from assets
    where
        assets.kind = 'public_salary'
        and assets.use = 'retired'
        and assets.status = 'normal'

),

held as (

    select
        int_people.household_id,
        drawn.person_key,
        drawn.dataset,
        drawn.delivery,
        drawn.row_no,
        drawn.field,
        drawn.benefit
    from drawn
    inner join exclusive_benefits on drawn.benefit = exclusive_benefits.benefit
    inner join int_people on drawn.person_key = int_people.person_key
    where
        exclusive_benefits.exclusion = 'pension'
        and int_people.is_present

),

judged as (

    select
        held.person_key,
        held.household_id,
        count(distinct held.benefit) as benefit_count
    from held
    group by held.person_key, held.household_id

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when judged.benefit_count > 1 then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        case when evidence.benefit = 'public' then 'retired' else evidence.benefit end as evidence_value,
        cast(judged.benefit_count as varchar) as fact_benefits
    from judged
    left join held as evidence on judged.person_key = evidence.person_key and judged.benefit_count > 1

)

select * from final
