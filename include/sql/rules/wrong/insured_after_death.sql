-- One row per person reported dead and row that proves death or an insurance after it; one row if there is none.
-- Why: whoever still counts as insured can still be subsidised, and treated by somebody else under their number.
/*
id: wrong.insured_after_death
title: 死亡后仍为有效参保
definition: 死亡当月之后，仍有本年度正常参保的基本医疗保险，或本月仍在参保缴费、享受待遇的城镇职工社会保险。两个及以上来源报告死亡的为高。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: []
needs_for_clear: [deaths, insurance]
verify_department: medical_insurance
action: 核实死亡日期，终止参保关系，清退死亡后的缴费和资助。
sentence: "{sources} 个来源报告于 {death_date} 死亡，此后仍有 {insurances} 项有效参保。"
clear_sentence: "{sources} 个来源报告于 {death_date} 死亡，死亡当月之后没有有效参保。"
basis: 保障对象死亡的停发待遇；防止脱保、漏保
innocent: 死亡登记可能有误；当年已缴费的居民医保有的地方到年底才终止。
columns:
  fact_sources: 报告死亡的来源数
  fact_death_date: 最早的死亡日期
  fact_insurances: 死亡当月之后仍有效的参保记录数
*/
with

dead as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.first_death_date,
        int_people.death_source_count
    from int_people
    where int_people.first_death_date is not null

),

kept as (

    select
        dead.person_key,
        insurance.dataset,
        insurance.delivery,
        insurance.row_no,
        insurance.status
    from dead
    inner join insurance on dead.person_key = insurance.person_key
    cross join parameters
    where
        cast(strftime(dead.first_death_date, '%Y%m') as integer) < parameters.period_month
        and case
            when insurance.kind = 'medical' and insurance.insured_year is not null
                then insurance.insured_year = parameters.insured_year and insurance.status = 'normal'
            else
                insurance.scheme = 'employee'
                and insurance.status in ('normal', 'receiving')
                and insurance.start_month <= parameters.period_month
                and (insurance.end_month is null or insurance.end_month >= parameters.period_month)
        end

),

judged as (

    select
        dead.person_key,
        dead.household_id,
        dead.first_death_date,
        dead.death_source_count,
        count(kept.row_no) as insurance_count,
        count(kept.row_no) > 0 as is_hit
    from dead
    left join kept on dead.person_key = kept.person_key
    group by dead.person_key, dead.household_id, dead.first_death_date, dead.death_source_count

),

evidence as (

    select
        kept.person_key,
        kept.dataset,
        kept.delivery,
        kept.row_no,
        'status' as field,
        kept.status as value
    from kept
    union all
    select
        deaths.person_key,
        deaths.dataset,
        deaths.delivery,
        deaths.row_no,
        'death_date' as field,
        cast(deaths.death_date as varchar) as value
    from deaths
    inner join judged on deaths.person_key = judged.person_key
    where judged.is_hit

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        case when judged.death_source_count > 1 then 'high' else 'medium' end as severity,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.death_source_count as varchar) as fact_sources,
        cast(judged.first_death_date as varchar) as fact_death_date,
        cast(judged.insurance_count as varchar) as fact_insurances
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
