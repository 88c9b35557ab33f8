-- One row per member of a listed household who is on a school roll, and row of the list or of the roll that disagrees.
-- Why: aid and grants follow the stage; a wrong stage pays the wrong aid or none.
/*
id: conflict.school_stage
title: 名单与学籍的学段不一致
definition: 名单填写的在校状况与本学年在校学籍的学段不对应（对应关系另列）。名单未填写在校状况，或学籍未填学段的，不作判断；本学年无在校学籍的不在此列。
family: conflict
level: person
severity: low
since: "2026-01"
needs: [listed_members]
needs_for_clear: [schooling]
verify_department: rural_revitalization
action: 与教育部门核对在读学段，由登记有误的一方更正。
sentence: 名单填写的在校状况与本学年学籍登记的学段不一致。
clear_sentence: 名单填写的在校状况与本学年学籍登记的学段对应。
basis: 部门之间数据矛盾的两边都要列出；学历信息与学籍一致
innocent: 新学年升学后名单可能尚未更新。
columns:
  fact_stated: 名单填写的在校状况（代码）
  fact_recorded: 学籍登记的学段（代码）
*/
with

rolls as (

    select
        schooling.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        schooling.school_stage
    from schooling
    cross join parameters
    where
        schooling.person_key is not null
        and schooling.school_year = parameters.school_year
        and schooling.status in ('studying', 'suspended', 'home_teaching')

),

students as (

    select
        rolls.person_key,
        string_agg(distinct rolls.school_stage, '、' order by rolls.school_stage) as stages
    from rolls
    group by rolls.person_key

),

stated as (

    select
        int_people.person_key,
        int_people.household_id,
        students.stages,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.school_stage
    from int_people
    inner join students on int_people.person_key = students.person_key
    inner join listed_members
        on
            int_people.person_key = listed_members.person_key
            and int_people.listed_household_no = listed_members.listed_household_no

),

agreeing as (

    select distinct stated.person_key
    from stated
    inner join rolls on stated.person_key = rolls.person_key
    inner join stage_equivalents
        on
            stated.school_stage = stage_equivalents.listed_stage
            and rolls.school_stage = stage_equivalents.school_stage

),

judged as (

    select
        stated.*,
        case
            when stated.school_stage is null or stated.stages is null then 'not_assessed'
            when agreeing.person_key is null then 'hit'
            else 'clear'
        end as outcome
    from stated
    left join agreeing on stated.person_key = agreeing.person_key

),

evidence as (

    select
        judged.person_key,
        judged.dataset,
        judged.delivery,
        judged.row_no,
        judged.school_stage as value
    from judged
    where judged.outcome = 'hit'
    union all
    select rolls.person_key, rolls.dataset, rolls.delivery, rolls.row_no, rolls.school_stage as value
    from rolls
    inner join judged on rolls.person_key = judged.person_key
    where judged.outcome = 'hit'

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        judged.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'stage_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'school_stage' as evidence_field,
        evidence.value as evidence_value,
        judged.school_stage as fact_stated,
        judged.stages as fact_recorded
    from judged
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
