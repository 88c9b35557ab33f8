-- One row per person with medical insurance in force and row of it; one row if it is one kind of insurance only.
-- Why: two insurances of one person mean a premium, often a subsidised one, that nobody needed to pay.
/*
id: wrong.two_medical_insurances
title: 重复参加基本医疗保险
definition: 健在人员本月同时有效参加“不得同时享受的待遇”表中医疗保险组的两种以上（本年度正常参保的城乡居民医保，与本年度正常参保或本月有效的职工医保）。
family: wrong
level: person
severity: low
since: "2026-01"
needs: []
needs_for_clear: ["insurance:medical"]
verify_department: medical_insurance
action: 核实参保状态，暂停其中一种，避免重复缴费和重复资助。
sentence: 本月同时有 {benefits} 种有效的基本医疗保险（城乡居民与城镇职工）。
clear_sentence: 本月只有 {benefits} 种有效的基本医疗保险。
basis: 国家规则 2_01_009、2_12_015
innocent: 年中就业的，居民医保本年度缴费不退，待遇由职工医保优先支付，可能只是状态未暂停。
columns:
  fact_benefits: 有效的基本医疗保险种数
*/
with

held as (

    select
        int_people.household_id,
        insurance.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.scheme as benefit
    from insurance
    inner join exclusive_benefits on insurance.scheme = exclusive_benefits.benefit
    inner join int_people on insurance.person_key = int_people.person_key
    cross join parameters
    where
        exclusive_benefits.exclusion = 'medical_insurance'
        and insurance.kind = 'medical'
        and int_people.is_present
        and case
            when insurance.insured_year is not null
                then insurance.insured_year = parameters.insured_year and insurance.status = 'normal'
            else
                insurance.status in ('normal', 'receiving')
                and insurance.start_month <= parameters.period_month
                and (insurance.end_month is null or insurance.end_month >= parameters.period_month)
        end

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
        'scheme' as evidence_field,
        evidence.benefit as evidence_value,
        cast(judged.benefit_count as varchar) as fact_benefits
    from judged
    left join held as evidence on judged.person_key = evidence.person_key and judged.benefit_count > 1

)

select * from final
