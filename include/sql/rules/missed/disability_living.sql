-- One row per certificate and dibao row of a disabled person without the living subsidy; one row for anybody else.
-- Why: disabled people in dibao households are owed the living subsidy on top, and it is not paid by itself.
/*
id: missed.disability_living
title: 低保户残疾人未享受生活补贴
definition: 在籍健在人员持有效的残疾人证，所在户有人享受发放中的低保，本人没有发放中的困难残疾人生活补贴，也没有不得重复享受的待遇（特困供养、孤儿和事实无人抚养儿童保障）。
family: missed
level: person
severity: medium
since: "2026-01"
needs: [disabilities, "benefits:dibao", "benefits:disability_living", "benefits:special_support", "benefits:child_support"]
verify_department: civil_affairs
action: 核实本人意愿和是否已享受同类补贴，符合条件的协助申领。
sentence: 持有效的{grade}残疾人证，所在户享受低保，本月未见发放中的困难残疾人生活补贴。
clear_sentence: 持有效的残疾人证，所在户享受低保，本人有发放中的困难残疾人生活补贴，或有不得重复享受的待遇。
basis: 残疾人两项补贴应享尽享；残疾人两项补贴制度
innocent: 户内可能是单人低保，本人不在保，或补贴正在审批。
columns:
  fact_grade: 残疾等级
*/
with

holders as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.certificate_grade,
        not int_people.is_disability_living_covered as is_hit
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    where
        int_people.is_living_resident
        and int_people.has_valid_certificate
        and int_households.has_dibao

),

evidence as (

    select
        holders.person_key,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        'grade' as field,
        disabilities.grade as value
    from holders
    inner join disabilities on holders.person_key = disabilities.person_key
    cross join parameters
    where
        disabilities.status = 'valid'
        and coalesce(disabilities.valid_until_date >= parameters.as_of, true)
    union all
    select
        holders.person_key,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        'start_month' as field,
        cast(benefits.start_month as varchar) as value
    from holders
    inner join int_people on holders.household_id = int_people.household_id and int_people.has_dibao
    inner join benefits on int_people.person_key = benefits.person_key and benefits.kind = 'dibao'
    cross join parameters
    where
        benefits.start_month <= parameters.period_month
        and coalesce(benefits.end_month >= parameters.period_month, true)

),

final as (

    select
        cast(holders.person_key as varchar) as subject_id,
        holders.household_id,
        holders.person_key,
        case when holders.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case holders.certificate_grade
            when '1' then '一级' when '2' then '二级' when '3' then '三级' when '4' then '四级'
        end as fact_grade
    from holders
    left join evidence on holders.person_key = evidence.person_key and holders.is_hit

)

select * from final
