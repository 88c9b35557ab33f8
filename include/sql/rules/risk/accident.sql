-- One row per household and accident that killed, severely hurt or cost much; one row for a household spared.
-- Why: an accident takes a worker, or all savings, from one day to the next.
/*
id: risk.accident
title: 因意外事故受损
definition: 近期（截至比对日的规定月数内）户内成员有意外事故记录，造成死亡、重伤，或家庭损失达到监测线。日期、伤亡和损失为空而无法排除的，不作判断。
family: risk
level: household
severity: high
since: "2026-01"
cause: accident
is_sudden: true
needs: ["incidents:accident"]
parameters: [recent_months, incident_loss]
verify_department: emergency
action: 核实伤亡和损失，落实临时救助、医疗救助和生活帮扶。
sentence: 近 {months} 个月内发生 {events} 起造成死亡、重伤或较大损失的意外事故，损失最高 {loss} 元（监测线 {line} 元）。
clear_sentence: 截至比对日的 {months} 个月内，户内成员没有造成死亡、重伤或损失达到 {line} 元的意外事故记录。
basis: 因病、因灾、因意外事故的刚性支出
innocent: 损失可能已获赔付，或伤情登记有误。
columns:
  fact_months: 计入的月数
  fact_events: 计入的事故起数
  fact_loss: 最高一起的损失（元）
  fact_line: 损失监测线（元）
*/
with

grave_injuries as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'incident_injury'

),

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
        incidents.occurred_date > parameters.as_of - parameters.recent_months * interval 1 month
        and incidents.occurred_date <= parameters.as_of
        and (
            incidents.injury in (select grave_injuries.code from grave_injuries)
            or incidents.loss_amount >= parameters.incident_loss
        ) as is_hit
    from incidents
    inner join int_people on incidents.person_key = int_people.person_key
    cross join parameters
    where incidents.kind = 'accident'

),

judged as (

    select
        pieces.household_id,
        coalesce(bool_or(pieces.is_hit), false) as is_hit,
        bool_or(pieces.is_hit is null) as is_open,
        count(*) filter (where pieces.is_hit) as events,
        max(pieces.loss_amount) filter (where pieces.is_hit) as loss
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
        cast(parameters.incident_loss as varchar) as fact_line
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
