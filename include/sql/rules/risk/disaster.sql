-- One row per household and natural disaster that did it serious damage; one row for a household spared.
-- Why: a flood or a storm can take a house and a harvest within a day.
/*
id: risk.disaster
title: 因自然灾害受损
definition: 近期（截至比对日的规定月数内）户内有自然灾害记录，直接经济损失达到监测线或有房屋倒损。日期或损失为空而无法排除的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: disaster
is_sudden: true
needs: ["incidents:disaster"]
parameters: [recent_months, incident_loss]
verify_department: emergency
action: 核实损失，落实灾害救助、住房安全和恢复生产的帮扶。
sentence: 近 {months} 个月内发生 {events} 起自然灾害，损失最高 {loss} 元（监测线 {line} 元），倒损房屋 {rooms} 间。
clear_sentence: 截至比对日的 {months} 个月内，户内没有损失达到 {line} 元或造成房屋倒损的自然灾害记录。
basis: 因病、因灾、因意外事故的刚性支出
innocent: 损失可能已由保险或救助弥补，或登记的是全组的合计数。
columns:
  fact_months: 计入的月数
  fact_events: 计入的灾害起数
  fact_loss: 最高一起的损失（元）
  fact_line: 损失监测线（元）
  fact_rooms: 倒损房屋间数
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        incidents.dataset,
        incidents.delivery,
        incidents.row_no,
        'occurred_date' as field,
        cast(incidents.occurred_date as varchar) as value,
        incidents.loss_amount,
        incidents.rooms_destroyed_count,
        incidents.occurred_date > parameters.as_of - parameters.recent_months * interval 1 month
        and incidents.occurred_date <= parameters.as_of
        and (
            incidents.loss_amount >= parameters.incident_loss
            or incidents.rooms_destroyed_count > 0
        ) as is_hit
    from incidents
    inner join int_people on incidents.person_key = int_people.person_key
    cross join parameters
    where incidents.kind = 'disaster'

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(*) filter (where pieces.is_hit) as events,
        max(pieces.loss_amount) filter (where pieces.is_hit) as loss,
        coalesce(sum(pieces.rooms_destroyed_count) filter (where pieces.is_hit), 0) as rooms
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
        case when judged.is_open and not judged.is_hit then 'incident_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(parameters.recent_months as varchar) as fact_months,
        cast(judged.events as varchar) as fact_events,
        cast(judged.loss as varchar) as fact_loss,
        cast(parameters.incident_loss as varchar) as fact_line,
        cast(judged.rooms as varchar) as fact_rooms
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
