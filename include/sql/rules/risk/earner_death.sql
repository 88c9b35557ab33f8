-- One row per household and report of the recent death of a member of labour age; one row for a household without one.
-- Why: with the earner the income dies, and the household seldom asks for help at once.
/*
id: risk.earner_death
title: 劳动力死亡
definition: 户内有成员在近期（截至比对日的规定月数内）死亡，死亡时在劳动年龄内（按各死亡来源中最早的日期），户内仍有人。死亡日期为空而无法排除的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: labour_shortage
is_sudden: true
needs: []
needs_for_clear: [deaths]
parameters: [recent_months, labour_age_min, labour_age_max]
verify_department: public_security
action: 入户核实家庭生活来源，落实临时救助和低保，帮助其他成员就业。
sentence: 户内有 {people} 名劳动年龄成员在近 {months} 个月内死亡。
clear_sentence: 截至比对日的 {months} 个月内，没有户内劳动年龄成员死亡的记录。
basis: 因病、因灾、因意外事故的刚性支出；有劳动能力的家庭至少一人就业
innocent: 死者可能早已分户另过，或死亡登记有误。
columns:
  fact_people: 近期死亡的劳动年龄成员数
  fact_months: 计入的月数
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        deaths.dataset,
        deaths.delivery,
        deaths.row_no,
        'death_date' as field,
        cast(deaths.death_date as varchar) as value,
        coalesce(int_people.death_age, int_people.age)
        between parameters.labour_age_min and parameters.labour_age_max
        and coalesce(int_people.first_death_date, deaths.death_date)
        > parameters.as_of - parameters.recent_months * interval 1 month
        and coalesce(int_people.first_death_date, deaths.death_date) <= parameters.as_of as is_hit
    from deaths
    inner join int_people on deaths.person_key = int_people.person_key
    cross join parameters

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(distinct pieces.person_key) filter (where pieces.is_hit) as people
    from pieces
    group by pieces.household_id

),

final as (

    select
        int_households.household_id as subject_id,
        int_households.household_id,
        evidence.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open and not judged.is_hit then 'death_date_empty' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.people as varchar) as fact_people,
        cast(parameters.recent_months as varchar) as fact_months
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
