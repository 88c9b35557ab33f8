-- One row per person reported dead and row that proves death or a treatment settled long after it; one row if none was.
-- Why: nobody is treated after death; a settlement under a dead person's number pays for somebody else, or for nothing.
/*
id: wrong.treated_after_death
title: 死亡后仍有医疗费用结算
definition: 按各死亡来源中最早的死亡日期，超过合理期限之后仍有医疗费用结算。两个及以上来源报告死亡的为高。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: []
needs_for_clear: [deaths, medical_costs]
parameters: [settled_after_death_days]
verify_department: medical_insurance
action: 核实死亡日期和就诊记录，属冒名就医或虚假结算的依法追回基金。
sentence: "{sources} 个来源报告于 {death_date} 死亡，此后超过 {days} 天仍有 {settlements} 笔医疗费用结算。"
clear_sentence: "{sources} 个来源报告于 {death_date} 死亡，此后超过 {days} 天没有医疗费用结算。"
basis: 保障对象死亡的停发待遇；防止虚报冒领
innocent: 死亡登记可能有误，或生前费用跨省、手工报销，结算较晚。
columns:
  fact_sources: 报告死亡的来源数
  fact_death_date: 最早的死亡日期
  fact_days: 结算的合理期限（天）
  fact_settlements: 期限之后的结算笔数
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

late as (

    select
        dead.person_key,
        medical_costs.dataset,
        medical_costs.delivery,
        medical_costs.row_no,
        medical_costs.settled_date
    from dead
    inner join medical_costs on dead.person_key = medical_costs.person_key
    cross join parameters
    where
        medical_costs.settled_date > dead.first_death_date + parameters.settled_after_death_days * interval 1 day
        and medical_costs.settled_date <= parameters.as_of

),

judged as (

    select
        dead.person_key,
        dead.household_id,
        dead.first_death_date,
        dead.death_source_count,
        count(late.row_no) as late_count,
        count(late.row_no) > 0 as is_hit
    from dead
    left join late on dead.person_key = late.person_key
    group by dead.person_key, dead.household_id, dead.first_death_date, dead.death_source_count

),

evidence as (

    select
        late.person_key,
        late.dataset,
        late.delivery,
        late.row_no,
        'settled_date' as field,
        cast(late.settled_date as varchar) as value
    from late
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
        cast(parameters.settled_after_death_days as varchar) as fact_days,
        cast(judged.late_count as varchar) as fact_settlements
    from judged
    cross join parameters
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
