-- One row per member of a listed household, and row of the list or of the benefit where the two disagree.
-- Why: the list decides on help by what it says of the living allowance; who is shown wrongly is helped wrongly.
/*
id: conflict.dibao
title: 名单与民政部门的低保记录不一致
definition: 监测与脱贫户名单填写的低保享受情况，与民政部门本月是否有正在享受的低保记录不一致。名单未填写的不作判断。
family: conflict
level: person
severity: medium
since: "2026-01"
needs: [listed_members, "benefits:dibao"]
verify_department: rural_revitalization
action: 与民政部门核对低保待遇，由登记有误的一方更正。
sentence: 名单填写{stated}低保，民政部门本月{recorded}正在享受的低保记录。
clear_sentence: 名单填写{stated}低保，民政部门本月{recorded}正在享受的低保记录，两边一致。
basis: 部门之间数据矛盾的两边都要列出；国家规则 5_16_003、5_16_005
innocent: 待遇可能本月刚批准或刚停发，名单尚未更新；也可能登记在另一证件号下。
columns:
  fact_stated: 名单的填写（享受或未享受）
  fact_recorded: 民政部门本月有没有记录
*/
with

judged as (

    select
        int_people.person_key,
        int_people.household_id,
        int_people.has_dibao,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.dibao_kind as stated,
        case
            when listed_members.dibao_kind is null then 'not_assessed'
            when (listed_members.dibao_kind <> 'none') <> int_people.has_dibao then 'hit'
            else 'clear'
        end as outcome
    from int_people
    inner join listed_members
        on
            int_people.person_key = listed_members.person_key
            and int_people.listed_household_no = listed_members.listed_household_no

),

evidence as (

    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        'dibao_kind' as field,
        judged.stated as value
    from judged
    where judged.outcome = 'hit'
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
        judged.outcome = 'hit'
        and benefits.kind = 'dibao'
        and benefits.start_month <= parameters.period_month
        and (benefits.end_month is null or benefits.end_month >= parameters.period_month)

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'list_says_nothing' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        case when judged.stated = 'none' then '未享受' else '享受' end as fact_stated,
        case when judged.has_dibao then '有' else '没有' end as fact_recorded
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
