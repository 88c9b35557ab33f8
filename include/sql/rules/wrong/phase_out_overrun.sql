-- One row per household with running dibao that is marked as phasing out, and row of it; one row if it is in time.
-- Why: phasing out is a bridge of fixed length; what runs on beyond it is an allowance that nobody decided on.
/*
id: wrong.phase_out_overrun
title: 低保渐退期超期
definition: 户内有本月在享、标为渐退的低保，自渐退开始月份起已满规定的渐退月数仍未停发，且户内没有持有效残疾人证的健在成员。渐退标志或开始月份为空而无法排除的，不作判断。
family: wrong
level: household
severity: medium
since: "2026-01"
needs: ["benefits:dibao", disabilities]
parameters: [dibao_phase_out_months]
verify_department: civil_affairs
action: 复核家庭收入，仍困难的重新认定，否则停发。
sentence: 低保渐退自 {since} 开始，至本月已满 {months} 个月，超过 {most} 个月的渐退期仍在发放。
clear_sentence: 低保处于渐退期，至本月已满 {months} 个月，渐退期为 {most} 个月；户内持有效残疾人证的成员 {disabled} 名。
basis: 低保渐退期 12 个月，残疾人家庭可适当延长
innocent: 可能重新认定后未取消渐退标志；有残疾成员的家庭可适当延长。
columns:
  fact_since: 渐退开始月份
  fact_months: 至本月已满的月数
  fact_most: 渐退期（月）
  fact_disabled: 户内持有效残疾人证的健在成员数
*/
with

spells as (

    select
        int_people.household_id,
        int_people.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.is_phase_out,
        benefits.phase_out_month,
        parameters.dibao_phase_out_months,
        (parameters.period_month // 100 - benefits.phase_out_month // 100) * 12
        + parameters.period_month % 100 - benefits.phase_out_month % 100 as months
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
        and coalesce(benefits.is_phase_out, true)

),

lengths as (

    select
        spells.*,
        spells.is_phase_out and spells.months >= spells.dibao_phase_out_months as is_over
    from spells

),

certified as (

    select
        int_people.household_id,
        count(*) as disabled_count
    from int_people
    where int_people.is_present and int_people.has_valid_certificate
    group by int_people.household_id

),

judged as (

    select
        lengths.household_id,
        lengths.dibao_phase_out_months,
        coalesce(certified.disabled_count, 0) as disabled_count,
        min(lengths.phase_out_month) as phase_out_month,
        max(lengths.months) as months,
        certified.disabled_count is null and coalesce(bool_or(lengths.is_over), false) as is_hit,
        certified.disabled_count is null and bool_or(lengths.is_over is null) as is_open
    from lengths
    left join certified on lengths.household_id = certified.household_id
    where lengths.household_id is not null
    group by lengths.household_id, lengths.dibao_phase_out_months, certified.disabled_count

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open and not judged.is_hit then 'phase_out_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'phase_out_month' as evidence_field,
        cast(evidence.phase_out_month as varchar) as evidence_value,
        cast(judged.phase_out_month as varchar) as fact_since,
        cast(judged.months as varchar) as fact_months,
        cast(judged.dibao_phase_out_months as varchar) as fact_most,
        cast(judged.disabled_count as varchar) as fact_disabled
    from judged
    left join lengths as evidence
        on judged.household_id = evidence.household_id and judged.is_hit and evidence.is_over

)

select * from final
