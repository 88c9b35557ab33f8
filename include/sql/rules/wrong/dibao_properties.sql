-- One row per household with running dibao and row of a dibao or a dwelling of a member; one row if it has not too many.
-- Why: a family that owns more dwellings than it lives in has means that the allowance should take into account.
/*
id: wrong.dibao_properties
title: 低保户名下有多套住宅
definition: 户内有成员本月在享低保，且全体成员名下登记的住宅合计超过每户住宅上限（商业、车位等不计）。用途为空而无法排除的，不作判断。
family: wrong
level: household
severity: medium
since: "2026-01"
needs: ["benefits:dibao", "assets:property"]
parameters: [dwellings_max]
verify_department: civil_affairs
action: 核实住宅来源、居住和出租情况，复核低保资格。
sentence: 户内有人享受低保，同时成员名下登记有 {dwellings} 套住宅，超过每户 {most} 套的上限。
clear_sentence: 户内有人享受低保，成员名下登记有 {dwellings} 套住宅，未超过每户 {most} 套的上限。
basis: 低保家庭财产核查；有固定经营性收入的不享受低保
innocent: 可能是同一住房分证登记、继承未分割，或旧宅已拆除而未注销登记。
columns:
  fact_dwellings: 成员名下登记的住宅数
  fact_most: 每户住宅上限（套）
*/
with

held as (

    select
        int_people.household_id,
        int_people.person_key,
        assets.dataset,
        assets.delivery,
        assets.row_no,
        assets.use,
        assets.status = 'normal'
        and case when assets.use is not null then means.sign is not null end as is_sign
    from assets
    inner join int_people on assets.person_key = int_people.person_key
    left join signs_of_means as means on assets.kind = means.kind and assets.use = means.use
    where assets.kind = 'property'

),

counted as (

    select
        held.household_id,
        count(*) filter (where held.is_sign) as dwelling_count,
        count(*) filter (where held.is_sign is null) as unknown_count
    from held
    group by held.household_id

),

judged as (

    select
        int_households.household_id,
        parameters.dwellings_max,
        coalesce(counted.dwelling_count, 0) as dwelling_count,
        coalesce(counted.dwelling_count > parameters.dwellings_max, false) as is_hit,
        coalesce(counted.dwelling_count + counted.unknown_count > parameters.dwellings_max, false) as is_open
    from int_households
    cross join parameters
    left join counted on int_households.household_id = counted.household_id
    where int_households.has_dibao

),

evidence as (

    select
        held.household_id,
        held.person_key,
        held.dataset,
        held.delivery,
        held.row_no,
        'use' as field,
        held.use as value
    from held
    inner join judged on held.household_id = judged.household_id
    where judged.is_hit and held.is_sign
    union all
    select
        judged.household_id,
        int_people.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'kind' as field,
        benefits.kind as value
    from judged
    inner join int_people on judged.household_id = int_people.household_id
    inner join benefits on int_people.person_key = benefits.person_key
    cross join parameters
    where
        judged.is_hit
        and benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

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
        case when judged.is_open and not judged.is_hit then 'asset_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.dwelling_count as varchar) as fact_dwellings,
        cast(judged.dwellings_max as varchar) as fact_most
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
