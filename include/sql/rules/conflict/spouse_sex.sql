-- One row per spouse of a household head, and row of the register or the list that says the sex of either.
-- Why: head and spouse of one sex are one wrong relation, one wrong sex or one wrong number.
/*
id: conflict.spouse_sex
title: 户主与配偶性别相同
definition: 同一户（户籍户或名单户）中，与户主关系为配偶的人与户主登记为同一性别。户主或配偶性别未填写的不作判断。
family: conflict
level: person
severity: low
since: "2026-01"
needs: [residents, listed_members]
verify_department: public_security
action: 核对与户主关系和两人的性别、证件号，由登记有误的一方更正。
sentence: 在{registers}中，户主与配偶登记为同一性别。
clear_sentence: 户主与配偶登记的性别不同。
basis: 国家规则 2_02_001、2_11_003
innocent: 户主变更后，与户主关系可能尚未更新。
columns:
  fact_registers: 登记相同性别的名册
*/
with

members as (

    select
        residents.person_key,
        residents.relation,
        residents.sex,
        residents.household_no,
        residents.dataset,
        residents.delivery,
        residents.row_no,
        '户籍' as register
    from residents
    where residents.status = 'normal'
    union all
    select
        listed_members.person_key,
        listed_members.relation,
        listed_members.sex,
        listed_members.listed_household_no as household_no,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        '名单' as register
    from listed_members
    where listed_members.person_key is not null

),

couples as (

    select
        spouses.person_key,
        spouses.register,
        spouses.sex,
        spouses.dataset,
        spouses.delivery,
        spouses.row_no,
        heads.sex as head_sex,
        heads.dataset as head_dataset,
        heads.delivery as head_delivery,
        heads.row_no as head_row_no
    from members as spouses
    inner join members as heads
        on
            spouses.register = heads.register
            and spouses.household_no = heads.household_no
            and heads.relation = 'head'
    where spouses.relation = 'spouse'

),

judged as (

    select
        couples.person_key,
        case
            when bool_or(couples.sex = couples.head_sex) then 'hit'
            when bool_or(couples.sex = couples.head_sex) is null then 'not_assessed'
            else 'clear'
        end as outcome,
        bool_or(couples.sex = couples.head_sex and couples.register = '户籍') as is_in_register,
        bool_or(couples.sex = couples.head_sex and couples.register = '名单') as is_in_list
    from couples
    group by couples.person_key

),

evidence as (

    select couples.person_key, couples.dataset, couples.delivery, couples.row_no, couples.sex
    from couples
    where couples.sex = couples.head_sex
    union
    select
        couples.person_key,
        couples.head_dataset as dataset,
        couples.head_delivery as delivery,
        couples.head_row_no as row_no,
        couples.head_sex as sex
    from couples
    where couples.sex = couples.head_sex

),

final as (

    select
        cast(judged.person_key as varchar) as subject_id,
        int_people.household_id,
        judged.person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'sex_unknown' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        'sex' as evidence_field,
        evidence.sex as evidence_value,
        concat_ws(
            '和', case when judged.is_in_register then '户籍' end, case when judged.is_in_list then '名单' end
        ) as fact_registers
    from judged
    inner join int_people on judged.person_key = int_people.person_key
    left join evidence on judged.person_key = evidence.person_key

)

select * from final
