-- One row per household with running dibao and row of a dibao or a car of a member; one row if nobody has a car.
-- Why: a car in use says that the household's means should be looked at again.
/*
id: wrong.dibao_car
title: 低保户名下有车辆
definition: 户内有成员本月在享低保，且有成员名下有状态正常的小型汽车、大型货车或营运客车（摩托车、残疾人专用车、已注销或报废的不计）。
family: wrong
level: household
severity: medium
since: "2026-01"
needs: ["benefits:dibao", "assets:car"]
verify_department: civil_affairs
action: 核实车辆实际所有和使用情况、家庭经济状况，复核低保资格。
sentence: 户内有人享受低保，同时成员名下有 {cars} 辆状态正常的汽车。
clear_sentence: 户内有人享受低保，成员名下没有状态正常的汽车。
basis: 有小车的不享受低保；有经营性车辆的不享受低保
innocent: 车辆可能已转让、抵押而未过户，或为他人借名登记、残疾人代步。
columns:
  fact_cars: 名下状态正常的汽车数
*/
with

judged as (

    select
        int_households.household_id,
        int_households.has_car as is_hit
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

cars as (

    select members.household_id, members.person_key, assets.dataset, assets.delivery, assets.row_no, assets.kind
    from members
    inner join assets on members.person_key = assets.person_key
    where
        assets.kind in (select signs_of_means.kind from signs_of_means where signs_of_means.sign = 'car')
        and assets.status = 'normal'

),

counted as (

    select cars.household_id, count(*) as car_count
    from cars
    group by cars.household_id

),

evidence as (

    select cars.household_id, cars.person_key, cars.dataset, cars.delivery, cars.row_no, cars.kind as value
    from cars
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
        cast(counted.car_count as varchar) as fact_cars
    from judged
    left join evidence on judged.household_id = evidence.household_id
    left join counted on judged.household_id = counted.household_id

)

select * from final
