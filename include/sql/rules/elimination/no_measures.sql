-- One row per eliminated household: whether an elimination through help had any help.
-- Why: "eliminated through help" without help is either a wrong entry or an elimination on paper.
/*
id: elimination.no_measures
title: 帮扶消除却没有帮扶措施
definition: 风险已消除且消除方式为帮扶消除的监测户，任何成员的各项帮扶措施均为空。消除方式为空且没有措施的，不作判断。
family: elimination
level: household
severity: medium
since: "2026-01"
needs: [listed_members.elimination_mode]
verify_department: rural_revitalization
action: 核对帮扶台账，补录措施；确未帮扶的复核消除程序。
sentence: "{eliminated_month}以帮扶消除标注风险消除，名单中查无任何帮扶措施。"
clear_sentence: "{eliminated_month}标注风险消除，消除方式不是帮扶消除，或名单中有帮扶措施。"
basis: 国家规则 1_11_009
innocent: 措施可能已落实而系统没有录入，或消除方式选错。
columns:
  fact_eliminated_month: 风险消除月份
*/
with

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.eliminated_month,
        int_households.elimination_mode = 'assisted' and not int_households.has_measures as is_hit
    from int_households
    where int_households.listing = 'eliminated'

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        case
            when judged.is_hit is null then 'not_assessed'
            when judged.is_hit then 'hit'
            else 'clear'
        end as outcome,
        case when judged.is_hit is null then 'no_elimination_mode' end as reason,
        listed.dataset as evidence_dataset,
        listed.delivery as evidence_delivery,
        listed.row_no as evidence_row_no,
        'elimination_mode' as evidence_field,
        listed.elimination_mode as evidence_value,
        cast(judged.eliminated_month // 100 as varchar) || ' 年 '
        || cast(judged.eliminated_month % 100 as varchar) || ' 月' as fact_eliminated_month
    from judged
    left join listed on judged.household_no = listed.listed_household_no and judged.is_hit

)

select * from final
