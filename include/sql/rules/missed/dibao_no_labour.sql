-- One row per listed member of a household without labour and without dibao; one row for any other household.
-- Why: who cannot work cannot be helped to work; for such a household dibao is the last net. A person on two lists works
-- for one household only, the one that counts him.
/*
id: missed.dibao_no_labour
title: 整户无劳动能力未享受低保
definition: 脱贫户或风险未消除的监测户，名单中全部健在成员均为丧失劳动力或无劳动力，户内没有人享受发放中的低保或特困供养。有成员劳动能力为空而无法排除的，不作判断。
family: missed
level: household
severity: medium
since: "2026-01"
needs: [listed_members.labour_ability, "benefits:dibao", "benefits:special_support"]
verify_department: civil_affairs
action: 核实家庭收入和赡养情况，符合条件的按规定纳入低保或特困供养。
sentence: 名单中 {people} 名健在成员均为丧失劳动力或无劳动力，户内没有人享受低保或特困供养。
clear_sentence: 名单中有 {people} 名健在成员，{seen}。
basis: 国家规则 5_19_003、5_19_007；重残、长期患病和无劳动能力人员低保不漏
innocent: 可能有子女赡养或养老金等稳定收入，家庭收入超过低保标准。
columns:
  fact_people: 名单中的健在成员数
  fact_seen: 没有命中的情形
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
        int_households.is_dibao_covered,
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
        int_households.listing in ('active', 'registered')
        and coalesce(int_people.is_present and int_people.household_id = int_households.household_id, true)

),

judged as (

    select
        members.household_id,
        count(*) as member_count,
        case
            when members.is_dibao_covered then '户内有人享受低保或特困供养'
            else '其中 ' || cast(count(*) filter (where not members.is_unable) as varchar) || ' 名有劳动能力'
        end as seen,
        case
            when members.is_dibao_covered or bool_or(not members.is_unable) then 'clear'
            when bool_or(members.is_unable is null) then 'not_assessed'
            else 'hit'
        end as outcome
    from members
    group by members.household_id, members.is_dibao_covered

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
        cast(judged.member_count as varchar) as fact_people,
        judged.seen as fact_seen
    from judged
    left join members as evidence on judged.household_id = evidence.household_id and judged.outcome = 'hit'

)

select * from final
