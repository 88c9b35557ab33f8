-- One row per household with a child of compulsory age and row that speaks of a child out of school; one row if none is.
-- Why: a child who has left school is a risk of its own, and often the first sign of another one.
/*
id: risk.dropout
title: 义务教育阶段失学辍学
definition: 户内有义务教育年龄（按学年开始前的 8 月 31 日计）的在籍健在成员，本学年既无在读、休学或送教上门的学籍，也无控辍保学台账认可的原因。
family: risk
level: household
severity: high
since: "2026-01"
cause: schooling
needs: [schooling]
parameters: [compulsory_age_min, compulsory_age_max]
verify_department: education
action: 会同学校核实去向，落实劝返复学或送教上门。
sentence: "{school_year} 学年户内有 {children} 名义务教育年龄的孩子未见在读、休学或送教上门的学籍，也无认可的未入学原因。"
clear_sentence: "{school_year} 学年户内义务教育年龄的孩子都有在读、休学或送教上门的学籍，或有认可的未入学原因。"
basis: 义务教育法；国家规则 1_02_005
innocent: 可能在县外就读而学籍未转入，或学籍登记的证件号有误。
columns:
  fact_children: 未见就学记录的孩子数
  fact_school_year: 学年
*/
with

judged as (

    select
        int_households.household_id,
        int_households.school_dropout_count,
        int_households.school_dropout_count > 0 as is_hit
    from int_households
    where int_households.compulsory_age_count > 0

),

children as (

    select
        int_people.household_id,
        int_people.person_key
    from int_people
    where int_people.is_out_of_school

),

evidence as (

    select
        children.household_id,
        children.person_key,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        'birth_date' as field,
        cast(residents.birth_date as varchar) as value
    from children
    inner join residents on children.person_key = residents.person_key
    union all
    select
        children.household_id,
        children.person_key,
        schooling.dataset,
        schooling.delivery,
        schooling.row_no,
        case when schooling.status is null then 'absence_reason' else 'status' end as field,
        coalesce(schooling.status, schooling.absence_reason) as value
    from children
    inner join schooling on children.person_key = schooling.person_key
    inner join parameters on schooling.school_year = parameters.school_year

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        evidence.person_key,
        case when judged.is_hit then 'hit' else 'clear' end as outcome,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.school_dropout_count as varchar) as fact_children,
        parameters.school_year as fact_school_year
    from judged
    cross join parameters
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
