-- One row per household with running dibao and row of a dibao or a company of a member; one row if nobody has one.
-- Why: whoever runs a company or a co-operative may have an income that nobody declared.
/*
id: wrong.dibao_business
title: 低保户成员有公司或合作社
definition: 户内有成员本月在享低保，且有成员是存续的公司或农民专业合作社的法定代表人（个体工商户和已注销、吊销的不计）。主体类型或状态为空而无法排除的，不作判断。
family: wrong
level: household
severity: medium
since: "2026-01"
needs: ["benefits:dibao", "assets:business"]
verify_department: civil_affairs
action: 核实实际出资、经营和收入情况，复核低保资格。
sentence: 户内有人享受低保，同时成员名下有 {companies} 家存续的公司或合作社。
clear_sentence: 户内有人享受低保，成员名下登记有 {businesses} 个市场主体，没有存续的公司或合作社。
basis: 有固定经营性收入的不享受低保
innocent: 可能只是挂名、带动型合作社的名义负责人，或企业已停业而未注销。
columns:
  fact_companies: 成员名下存续的公司或合作社数
  fact_businesses: 成员名下登记的市场主体数
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
    where assets.kind = 'business'

),

judged as (

    select
        int_households.household_id,
        count(held.row_no) filter (where held.is_sign) as company_count,
        count(held.row_no) as business_count,
        coalesce(bool_or(held.is_sign), false) as is_hit,
        coalesce(bool_or(held.row_no is not null and held.is_sign is null), false) as is_open
    from int_households
    left join held on int_households.household_id = held.household_id
    where int_households.has_dibao
    group by int_households.household_id

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
        cast(judged.company_count as varchar) as fact_companies,
        cast(judged.business_count as varchar) as fact_businesses
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
