-- One row per village of the village form; for a hit, per total that differs and side.
-- Why: plans and funds follow the form's totals; what they miss nobody looks for household by household.
/*
id: conflict.village_totals
title: 村表合计与各户清点不一致
definition: 行政村信息填报的总户数、总人口数、低保户数、低保人口数、特困供养人口数或残疾人口数，与按户籍和部门数据清点的该村在籍健在人员的数相差超过允许的差额（清点数乘以规定比例，但不少于规定的最小差额）。未填的合计不比对；全部未填，或户籍中没有该村的人的，不作判断。
family: conflict
level: village
severity: low
since: "2026-01"
needs: [villages, residents, deaths, disabilities, "benefits:dibao", "benefits:special_support"]
parameters: [village_totals_ratio, village_totals_least]
verify_department: rural_revitalization
action: 与村委会核对村表的口径和截止日，更正填报有误的合计，或提醒有关部门更正登记。
sentence: 村表的合计与清点的数不一致：{differences}。
clear_sentence: 村表填报的 {compared} 项合计与清点的数相差最多 {most}，都在允许的差额之内。
basis: 国家规则 3_03_002
innocent: 村表可能按常住人口填报，或两边的截止日不同。
columns:
  fact_differences: 不一致的合计（村表、清点）
  fact_compared: 比对的合计项数
  fact_most: 相差最多的数
*/
with

counted as (

    select
        int_people.village_code,
        count(distinct int_people.register_household_no) as household_count,
        count(*) as population,
        count(distinct int_people.register_household_no) filter (
            where int_people.has_dibao
        ) as dibao_household_count,
        count(*) filter (where int_people.has_dibao) as dibao_person_count,
        count(*) filter (where int_people.has_special_support) as special_support_person_count,
        count(*) filter (where int_people.has_valid_certificate) as disabled_person_count
    from int_people
    where int_people.is_living_resident and int_people.village_code is not null
    group by int_people.village_code

),

sources as (

    select
        (select min(residents.dataset) from residents) as residents,
        (select min(benefits.dataset) from benefits where benefits.kind = 'dibao') as dibao,
        (select min(benefits.dataset) from benefits where benefits.kind = 'special_support') as special_support,
        (select min(disabilities.dataset) from disabilities) as disabilities

),

totals as (

    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'household_count' as field,
        '总户数' as title,
        villages.household_count as stated,
        counted.household_count as counted,
        sources.residents as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources
    union all
    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'population' as field,
        '总人口数' as title,
        villages.population as stated,
        counted.population as counted,
        sources.residents as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources
    union all
    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'dibao_household_count' as field,
        '低保户数' as title,
        villages.dibao_household_count as stated,
        counted.dibao_household_count as counted,
        sources.dibao as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources
    union all
    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'dibao_person_count' as field,
        '低保人口数' as title,
        villages.dibao_person_count as stated,
        counted.dibao_person_count as counted,
        sources.dibao as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources
    union all
    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'special_support_person_count' as field,
        '特困供养人口数' as title,
        villages.special_support_person_count as stated,
        counted.special_support_person_count as counted,
        sources.special_support as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources
    union all
    select
        villages.village_code,
        villages.dataset,
        villages.delivery,
        villages.row_no,
        'disabled_person_count' as field,
        '残疾人口数' as title,
        villages.disabled_person_count as stated,
        counted.disabled_person_count as counted,
        sources.disabilities as source
    from villages
    left join counted on villages.village_code = counted.village_code
    cross join sources

),

compared as (

    select
        totals.*,
        abs(totals.stated - totals.counted) as difference,
        coalesce(
            abs(totals.stated - totals.counted) > parameters.village_totals_least
            and abs(totals.stated - totals.counted) > parameters.village_totals_ratio * totals.counted,
            false
        ) as is_different
    from totals
    cross join parameters
    where totals.village_code is not null

),

judged as (

    select
        compared.village_code,
        case
            when bool_or(compared.is_different) then 'hit'
            when count(compared.difference) = 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        count(compared.counted) > 0 as is_in_register,
        count(compared.difference) as compared_count,
        max(compared.difference) as most,
        string_agg(
            compared.title || '村表 ' || cast(compared.stated as varchar)
            || '、清点 ' || cast(compared.counted as varchar),
            '；' order by compared.field, compared.row_no
        ) filter (where compared.is_different) as differences
    from compared
    group by compared.village_code

),

evidence as (

    select
        compared.village_code,
        compared.dataset,
        compared.delivery,
        compared.row_no,
        compared.field,
        cast(compared.stated as varchar) as value
    from compared
    where compared.is_different
    union all
    select
        compared.village_code,
        compared.source as dataset,
        cast(null as varchar) as delivery,
        cast(null as bigint) as row_no,
        compared.field,
        cast(compared.counted as varchar) as value
    from compared
    where compared.is_different

),

final as (

    select
        judged.village_code as subject_id,
        cast(null as varchar) as household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case
            when judged.outcome <> 'not_assessed' then null
            when judged.is_in_register then 'village_totals_empty'
            else 'village_not_in_register'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        judged.differences as fact_differences,
        cast(judged.compared_count as varchar) as fact_compared,
        cast(judged.most as varchar) as fact_most
    from judged
    left join evidence on judged.village_code = evidence.village_code

)

select * from final
