-- One row per eliminated household and listed member, where no member can work; one row for any other.
-- Why: a household without labour lives on support, and its risk is not gone as long as it depends on it.
/*
id: elimination.no_labour
title: 整户无劳动力却标注消除
definition: 风险已消除的监测户，健在成员的劳动技能全部为丧失劳动力或无劳动力。有成员的劳动技能为空且没有其他成员有劳动力的，不作判断。
family: elimination
level: household
severity: medium
since: "2026-01"
needs: [listed_members.labour_ability]
verify_department: rural_revitalization
action: 复核是否落实综合保障，仍靠政策兜底的恢复监测，持续跟踪。
sentence: 该户已标注风险消除，{people} 名健在成员均为丧失劳动力或无劳动力。
clear_sentence: 该户已标注风险消除，{people} 名健在成员中有人有劳动能力。
basis: 国家规则 4_11_011
innocent: 可能已由不在户内的子女稳定赡养。
columns:
  fact_people: 健在成员数
*/
with

inabilities as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'labour_ability'

),

members as (

    select
        int_households.household_id,
        listed_members.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.labour_ability,
        listed_members.labour_ability in (select inabilities.code from inabilities) as is_unable
    from int_households
    inner join listed_members on int_households.household_no = listed_members.listed_household_no
    left join int_people on listed_members.person_key = int_people.person_key
    where
        int_households.listing = 'eliminated'
        and coalesce(int_people.is_present and int_people.household_id = int_households.household_id, true)

),

judged as (

    select
        members.household_id,
        count(*) as member_count,
        case
            when bool_or(not members.is_unable) then 'clear'
            when bool_or(members.is_unable is null) then 'not_assessed'
            else 'hit'
        end as outcome
    from members
    group by members.household_id

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'ability_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'labour_ability' as evidence_field,
        evidence.labour_ability as evidence_value,
        cast(judged.member_count as varchar) as fact_people
    from judged
    left join members as evidence on judged.household_id = evidence.household_id and judged.outcome = 'hit'

)

select * from final
