-- One row per active household: whether somebody is named who looks after it.
-- Why: a household without a contact has nobody to call when things get worse.
/*
id: missed.contact
title: 监测户没有监测联系人
definition: 风险未消除的监测户，名单中没有监测联系人姓名和电话。
family: missed
level: household
severity: low
since: "2026-01"
needs: [listed_members.contact_name]
verify_department: rural_revitalization
action: 明确乡镇干部或驻村干部为监测联系人，并补录系统。
sentence: "{identified_month}识别为监测户，名单中没有监测联系人姓名和电话。"
clear_sentence: 名单中已填写监测联系人姓名或电话。
basis: 每户监测对象落实一名帮扶联系人
innocent: 可能已安排联系人而系统没有录入。
columns:
  fact_identified_month: 识别监测月份
*/
with

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.identified_month,
        not int_households.has_contact as is_hit
    from int_households
    where int_households.listing = 'active'

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
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        listed.dataset as evidence_dataset,
        listed.delivery as evidence_delivery,
        listed.row_no as evidence_row_no,
        'contact_name' as evidence_field,
        listed.contact_name as evidence_value,
        cast(judged.identified_month // 100 as varchar) || ' 年 '
        || cast(judged.identified_month % 100 as varchar) || ' 月' as fact_identified_month
    from judged
    left join listed on judged.household_no = listed.listed_household_no and judged.is_hit

)

select * from final
