-- One row per person with running dibao and row of the dibao or of the register; one row if they did not move away.
-- Why: whoever has moved away is supported at the new place, or does not need to be supported any more.
/*
id: wrong.dibao_moved_out
title: 户籍迁出后仍享受低保
definition: 户籍状态为迁出、迁出日期在本月之前，本月仍在享低保。迁出日期为空的不作判断。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["benefits:dibao"]
verify_department: civil_affairs
action: 核实迁出去向和现居住地救助情况，办理停保或转移。
sentence: 户籍已于 {moved_date} 迁出，本月仍在享低保。
clear_sentence: 本月在享低保，{seen}。
basis: 保障对象外迁的退出低保
innocent: 可能仍在本地共同生活，或按规定由原户籍地继续保障至年度复核。
columns:
  fact_moved_date: 户籍迁出日期
  fact_seen: 没有命中的情形
*/
with

drawing as (

    select
        residents.person_key,
        int_people.household_id,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        residents.status,
        residents.status_date,
        case
            when residents.status = 'moved_out'
                then cast(strftime(residents.status_date, '%Y%m') as integer) < parameters.period_month
            else false
        end as is_away
    from residents
    inner join int_people on residents.person_key = int_people.person_key
    cross join parameters
    where int_people.has_dibao

),

judged as (

    select
        drawing.*,
        coalesce(drawing.is_away, false) as is_hit,
        drawing.is_away is null as is_open
    from drawing

),

evidence as (

    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        'status' as field,
        judged.status as value
    from judged
    where judged.is_hit
    union all
    select
        judged.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'kind' as field,
        benefits.kind as value
    from judged
    inner join benefits on judged.person_key = benefits.person_key
    cross join parameters
    where
        judged.is_hit
        and benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        case
            when judged.is_hit then 'hit'
            when judged.is_open then 'not_assessed'
            else 'clear'
        end as outcome,
        case when judged.is_open then 'moved_date_empty' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.status_date as varchar) as fact_moved_date,
        case
            when judged.status = 'moved_out' then '户籍迁出日期 ' || cast(judged.status_date as varchar) || ' 不在本月之前'
            else '户籍没有迁出'
        end as fact_seen
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
