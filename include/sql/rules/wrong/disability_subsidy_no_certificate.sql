-- One row per person with a running disability subsidy and row of the subsidy or of a certificate.
-- Why: the subsidy follows the certificate; without one nobody has found the disability it is paid for.
/*
id: wrong.disability_subsidy_no_certificate
title: 无有效残疾人证而享受残疾人补贴
definition: 健在人员本月在享困难残疾人生活补贴或重度残疾人护理补贴，而在比对日没有有效的残疾人证（无证、已注销或已过期）。证件状态为空而无法排除的，不作判断。
family: wrong
level: person
severity: medium
since: "2026-01"
needs: ["benefits:disability_care", disabilities]
verify_department: civil_affairs
action: 核实残疾人证状态，未及时换证的协助换领，确无证件的停发补贴。
sentence: 本月在享 {subsidies} 项残疾人补贴，而没有有效的残疾人证。
clear_sentence: 本月在享 {subsidies} 项残疾人补贴，持有比对日有效的残疾人证。
basis: 残疾人两项补贴应享尽享
innocent: 可能证件到期正在换领，或换发新证后补贴登记的仍是旧证号。
columns:
  fact_subsidies: 在享的残疾人补贴项数
*/
with

subsidies as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.has_valid_certificate,
        benefits.dataset,
        benefits.delivery,
        benefits.row_no,
        benefits.kind
    from benefits
    inner join int_people on benefits.person_key = int_people.person_key
    cross join parameters
    where
        benefits.kind in ('disability_care', 'disability_living')
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
        and int_people.is_present

),

unclear as (

    select distinct disabilities.person_key
    from disabilities
    where disabilities.person_key is not null and disabilities.status is null

),

counted as (

    select
        subsidies.person_key,
        subsidies.household_id,
        subsidies.has_valid_certificate,
        count(*) as subsidy_count
    from subsidies
    group by subsidies.person_key, subsidies.household_id, subsidies.has_valid_certificate

),

judged as (

    select
        counted.*,
        not counted.has_valid_certificate and unclear.person_key is null as is_hit,
        not counted.has_valid_certificate and unclear.person_key is not null as is_open
    from counted
    left join unclear on counted.person_key = unclear.person_key

),

evidence as (

    select
        subsidies.person_key,
        subsidies.dataset,
        subsidies.delivery,
        subsidies.row_no,
        'kind' as field,
        subsidies.kind as value
    from subsidies
    inner join judged on subsidies.person_key = judged.person_key
    where judged.is_hit
    union all
    select
        disabilities.person_key,
        disabilities.dataset,
        disabilities.delivery,
        disabilities.row_no,
        'status' as field,
        disabilities.status as value
    from disabilities
    inner join judged on disabilities.person_key = judged.person_key
    where judged.is_hit

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
        case when judged.is_open then 'certificate_unclear' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.subsidy_count as varchar) as fact_subsidies
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
