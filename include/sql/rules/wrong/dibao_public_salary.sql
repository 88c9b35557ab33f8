-- One row per household with running dibao and row of a dibao or a public salary of a member; one row if nobody has one.
-- Why: a salary from public funds and the minimum allowance seldom belong under one roof.
/*
id: wrong.dibao_public_salary
title: 低保户中有财政供养人员
definition: 户内有成员本月在享低保，且有成员在财政供养人员名册中（在职、退休或长聘）。
family: wrong
level: household
severity: high
since: "2026-01"
needs: ["benefits:dibao", "assets:public_salary"]
verify_department: civil_affairs
action: 核实工资收入和共同生活情况，复核低保资格。
sentence: 户内有人享受低保，同时有 {salaries} 名成员由财政供养。
clear_sentence: 户内有人享受低保，成员都不在财政供养人员名册中。
basis: 享受退休养老金的不享受低保
innocent: 财政供养人员可能已分户另过，与低保对象不共同生活。
columns:
  fact_salaries: 财政供养的成员数
*/
with

judged as (

    select
        int_households.household_id,
        int_households.has_public_salary as is_hit
    from int_households
    where int_households.has_dibao

),

members as (

    select
        int_people.household_id,
        int_people.person_key
    from judged
    inner join int_people on judged.household_id = int_people.household_id
    where judged.is_hit

),

salaries as (

    select members.household_id, members.person_key, assets.dataset, assets.delivery, assets.row_no, assets.kind
    from members
    inner join assets on members.person_key = assets.person_key
    where
        assets.kind = 'public_salary'
        and assets.status = 'normal'

),

counted as (

    select salaries.household_id, count(distinct salaries.person_key) as salary_count
    from salaries
    group by salaries.household_id

),

evidence as (

    select
        salaries.household_id,
        salaries.person_key,
        salaries.dataset,
        salaries.delivery,
        salaries.row_no,
        salaries.kind as value
    from salaries
    union all
    select
        members.household_id,
        members.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.kind as value
    from members
    inner join benefits on members.person_key = benefits.person_key
    cross join parameters
    where
        benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

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
        'kind' as evidence_field,
        evidence.value as evidence_value,
        cast(counted.salary_count as varchar) as fact_salaries
    from judged
    left join evidence on judged.household_id = evidence.household_id
    left join counted on judged.household_id = counted.household_id

)

select * from final
