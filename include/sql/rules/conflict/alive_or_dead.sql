-- One row per person whom the register calls normal and row that says otherwise; one row if nobody does.
-- Why: until the register follows, everything that relies on it goes on paying, insuring and counting the dead.
/*
id: conflict.alive_or_dead
title: 户籍正常而他处登记死亡
definition: 户籍状态为正常，而至少一个死亡来源报告了不晚于比对日的死亡日期。
family: conflict
level: person
severity: high
since: "2026-01"
needs: [residents]
needs_for_clear: [deaths]
verify_department: public_security
action: 核实生死，属实的注销户口，有误的由报告部门更正。
sentence: 户籍状态为正常，但 {sources} 个来源报告已于 {death_date} 死亡。
clear_sentence: 户籍状态为正常，没有来源报告死亡。
basis: 部门之间数据矛盾的两边都要列出；保障对象死亡的停发待遇
innocent: 家属可能尚未办理注销，或死亡登记误用了他人证件号。
columns:
  fact_sources: 报告死亡的来源数
  fact_death_date: 最早的死亡日期
*/
with

registered as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.first_death_date,
        int_people.death_source_count,
        int_people.first_death_date is not null as is_hit
    from int_people
    where int_people.register_status = 'normal'

),

evidence as (

    select
        residents.person_key,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        'status' as field,
        residents.status as value
    from residents
    inner join registered on residents.person_key = registered.person_key
    where registered.is_hit
    union all
    select
        deaths.person_key,
        deaths.dataset,
        deaths.delivery,
        deaths.row_no,
        'death_date' as field,
        cast(deaths.death_date as varchar) as value
    from deaths
    inner join registered on deaths.person_key = registered.person_key
    cross join parameters
    where deaths.death_date <= parameters.as_of

),

final as (

    select
        cast(registered.person_key as varchar) as subject_id,
        registered.household_id,
        registered.person_key,
        case when registered.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(registered.death_source_count as varchar) as fact_sources,
        cast(registered.first_death_date as varchar) as fact_death_date
    from registered
    left join evidence on registered.person_key = evidence.person_key

)

select * from final
