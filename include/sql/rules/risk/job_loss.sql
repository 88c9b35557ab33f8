-- One row per household without a worker and recent registration as unemployed of a member; one row for any other household.
-- Why: a lost wage is most dangerous where nobody else brings one home.
/*
id: risk.job_loss
title: 失业且户内无人务工
definition: 户内有健在成员在截至比对日的规定月数内登记失业，且户内没有成员在各部门数据中显示正在务工就业。登记日期为空，或有成员无法识别而无法排除的，不作判断。
family: risk
level: household
severity: medium
since: "2026-01"
cause: unstable_work
is_sudden: true
needs: [employment]
parameters: [unemployed_months]
verify_department: human_resources
action: 核实就业和收入状况，推荐岗位，符合条件的安排公益性岗位或临时救助。
sentence: 户内有 {people} 名成员在近 {months} 个月内登记失业，各部门数据中户内无人正在务工就业。
clear_sentence: 户内没有成员在近 {months} 个月内登记失业，或户内有人正在务工就业。
basis: 脱贫人口务工人数不低于上年；有劳动能力的家庭至少一人就业
innocent: 可能已灵活就业、务农或自主经营而没有登记。
columns:
  fact_people: 近期登记失业的成员数
  fact_months: 计入的月数
*/
with

pieces as (

    select
        int_people.household_id,
        int_people.person_key,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        'start_date' as field,
        cast(employment.start_date as varchar) as value,
        employment.start_date > parameters.as_of - parameters.unemployed_months * interval 1 month
        and employment.start_date <= parameters.as_of
        and not int_households.has_worker
        and (int_households.unlinked_count = 0 or null) as is_hit
    from employment
    inner join int_people on employment.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    cross join parameters
    where employment.kind = 'unemployment' and int_people.is_present

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
        case when judged.is_open and not judged.is_hit then 'registration_incomplete' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.people as varchar) as fact_people,
        cast(parameters.unemployed_months as varchar) as fact_months
    from int_households
    cross join parameters
    left join judged on int_households.household_id = judged.household_id
    left join pieces as evidence on int_households.household_id = evidence.household_id and evidence.is_hit
    where int_households.people_count > 0

)

select * from final
