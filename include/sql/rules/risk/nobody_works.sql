-- One row per listed household and row that says a member can work, where nobody does; one row for any other.
-- Why: a household with labour and without a job lives on what others give it.
/*
id: risk.nobody_works
title: 有劳动力而无人务工就业
definition: 脱贫户和监测户中，至少一名健在成员能够务工（在劳动年龄内、非在校、非重度残疾、劳动技能不是丧失或无），而各部门数据中没有成员正在务工就业。劳动技能为空或有成员无法识别的，不作判断。一般农户没有劳动技能和务工监测数据，不在本规则范围。
family: risk
level: household
severity: medium
since: "2026-01"
cause: unstable_work
needs: [listed_members.labour_ability, employment, schooling, disabilities]
parameters: [labour_age_min, labour_age_max]
verify_department: human_resources
action: 入户核实劳动力状况和意愿，推荐岗位、组织培训或安排公益性岗位。
sentence: 户内有 {people} 名成员能够务工，各部门数据中无人正在务工就业。
clear_sentence: 户内有人正在务工就业，或没有能够务工的成员（能够务工的成员 {people} 名）。
basis: 脱贫人口务工人数不低于上年；有劳动能力的家庭至少一人就业
innocent: 可能在家务农、自主经营或照护家人，务工信息尚未录入。
columns:
  fact_people: 能够务工的成员数
*/
with

judged as (

    select
        int_households.household_id,
        int_households.able_count,
        case
            when int_households.has_worker then 'clear'
            when int_households.unlinked_count > 0 then 'not_assessed'
            when int_households.able_count > 0 then 'hit'
            when int_households.unknown_ability_count > 0 then 'not_assessed'
            else 'clear'
        end as outcome,
        case when int_households.unlinked_count > 0 then 'member_not_identified' else 'ability_unknown' end as reason
    from int_households
    where int_households.listing in ('active', 'eliminated', 'registered')

),

evidence as (

    select
        int_people.household_id,
        int_people.person_key,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.labour_ability as value
    from int_people
    inner join listed_members
        on
            int_people.person_key = listed_members.person_key
            and int_people.listed_household_no = listed_members.listed_household_no
    where int_people.can_work

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then judged.reason end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'labour_ability' as evidence_field,
        evidence.value as evidence_value,
        cast(judged.able_count as varchar) as fact_people
    from judged
    left join evidence on judged.household_id = evidence.household_id and judged.outcome = 'hit'

)

select * from final
