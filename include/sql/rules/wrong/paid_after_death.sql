-- One row per person reported dead who occurs in a benefit and row that proves death or a payment after it.
-- Why: payments to the dead are money that the living do not get; two sources of the death make a mistake unlikely.
/*
id: wrong.paid_after_death
title: 死亡后仍发放待遇
definition: 按各死亡来源中最早的死亡日期，死亡当月之后仍有按月待遇在发，或有在死亡当月之后发放的补贴。两个及以上来源报告死亡的为高。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: []
needs_for_clear: [deaths, benefits]
verify_department: civil_affairs
action: 核实死亡日期，停发待遇并按规定追回多发部分。
sentence: "{sources} 个来源报告于 {death_date} 死亡，此后仍有 {payments} 项待遇发放。"
clear_sentence: "{sources} 个来源报告于 {death_date} 死亡，死亡当月之后没有发放待遇。"
basis: 保障对象死亡的停发待遇
innocent: 死亡登记可能有误，或发放的是丧葬补助、死亡前应发的款项。
columns:
  fact_sources: 报告死亡的来源数
  fact_death_date: 最早的死亡日期
  fact_payments: 死亡当月之后的待遇记录数
*/
with

dead as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.first_death_date,
        int_people.death_source_count,
        cast(strftime(int_people.first_death_date, '%Y%m') as integer) as death_month
    from int_people
    where int_people.first_death_date is not null

),

paid as (

    select
        dead.*,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.kind,
        coalesce(
            case
                when benefits.paid_date is not null
                    then
                        benefits.paid_date <= parameters.as_of
                        and cast(strftime(benefits.paid_date, '%Y%m') as integer) > dead.death_month
                else
                    benefits.start_month <= parameters.period_month
                    and least(coalesce(benefits.end_month, parameters.period_month), parameters.period_month)
                    > dead.death_month
            end,
            false
        ) as is_late
    from dead
    inner join benefits on dead.person_key = benefits.person_key
    cross join parameters

),

judged as (

    select
        paid.person_key,
        paid.household_id,
        paid.first_death_date,
        paid.death_source_count,
        count(*) filter (where paid.is_late) as late_count
    from paid
    group by paid.person_key, paid.household_id, paid.first_death_date, paid.death_source_count

),

evidence as (

    select paid.person_key, paid.dataset, paid.delivery, paid.row_no, 'kind' as field, paid.kind as value
    from paid
    where paid.is_late
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
    where judged.late_count > 0

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case when judged.late_count > 0 then 'hit' else 'clear' end as outcome,
        case when judged.death_source_count > 1 then 'high' else 'medium' end as severity,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.death_source_count as varchar) as fact_sources,
        cast(judged.first_death_date as varchar) as fact_death_date,
        cast(judged.late_count as varchar) as fact_payments
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
