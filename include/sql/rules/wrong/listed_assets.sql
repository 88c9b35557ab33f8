-- One row per active household and row that shows its means or its listing; one row if nothing shows means.
-- Why: the list is for those about to fall back; a company, a second dwelling, a public salary or a car speak against it.
/*
id: wrong.listed_assets
title: 监测户有企业、多套住宅、财政供养人员或车辆
definition: 风险未消除的监测户，成员名下有存续的公司或合作社、状态正常的汽车、超过每户上限的住宅，或有财政供养人员（见“家庭经济状况核查标志”表）。
family: wrong
level: household
severity: medium
since: "2026-01"
needs: []
needs_for_clear: [assets]
parameters: [dwellings_max]
verify_department: rural_revitalization
action: 入户核实资产权属、价值和家庭收支，不符合监测条件的按程序退出。
sentence: 监测户成员名下有汽车 {cars} 辆、公司或合作社 {companies} 家、住宅 {dwellings} 套，财政供养人员 {salaries} 名。
clear_sentence: 监测户成员名下有汽车 {cars} 辆、公司或合作社 {companies} 家、住宅 {dwellings} 套，财政供养人员 {salaries} 名。
basis: 有小车、经营性车辆、固定经营性收入或退休养老金的不享受低保；监测对象认定的一般排除情形
innocent: 车辆可能是生产经营必需或他人借名登记；住宅可能是搬迁安置房与未拆旧房；资产与突发困难可以并存。
columns:
  fact_cars: 状态正常的汽车数
  fact_companies: 存续的公司或合作社数
  fact_dwellings: 登记的住宅数
  fact_salaries: 财政供养的成员数
*/
with

active as (

    select
        int_households.household_id,
        int_people.person_key
    from int_households
    left join int_people on int_households.household_id = int_people.household_id
    where int_households.listing = 'active'

),

signs as (

    select
        active.household_id,
        active.person_key,
        assets.dataset,
        assets.delivery,
        assets.row_no,
        assets.kind,
        means.sign
    from active
    inner join assets on active.person_key = assets.person_key
    inner join signs_of_means as means
        on assets.kind = means.kind and (assets.use = means.use or means.use = 'any')
    where assets.status = 'normal'

),

counted as (

    select
        active_homes.household_id,
        parameters.dwellings_max,
        count(*) filter (where signs.sign = 'car') as car_count,
        count(*) filter (where signs.sign = 'company') as company_count,
        count(*) filter (where signs.sign = 'dwelling') as dwelling_count,
        count(distinct signs.person_key) filter (where signs.sign = 'salary') as salary_count
    from (select distinct active.household_id from active) as active_homes
    cross join parameters
    left join signs on active_homes.household_id = signs.household_id
    group by active_homes.household_id, parameters.dwellings_max

),

judged as (

    select
        counted.*,
        counted.dwelling_count > counted.dwellings_max as has_dwellings,
        counted.car_count + counted.company_count + counted.salary_count > 0
        or counted.dwelling_count > counted.dwellings_max as is_hit
    from counted

),

shown as (

    select signs.*
    from signs
    inner join judged on signs.household_id = judged.household_id
    where
        judged.is_hit
        and (signs.sign <> 'dwelling' or judged.has_dwellings)

),

owners as (

    select distinct shown.household_id, shown.person_key from shown

),

evidence as (

    select
        shown.household_id,
        shown.person_key,
        shown.dataset,
        shown.delivery,
        shown.row_no,
        'kind' as field,
        shown.kind as value
    from shown
    union all
    select
        owners.household_id,
        owners.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        'category' as field,
        listed_members.category as value
    from owners
    inner join listed_members
        on
            owners.person_key = listed_members.person_key
            and owners.household_id = 'listed:' || listed_members.listed_household_no

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.car_count as varchar) as fact_cars,
        cast(judged.company_count as varchar) as fact_companies,
        cast(judged.dwelling_count as varchar) as fact_dwellings,
        cast(judged.salary_count as varchar) as fact_salaries
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
