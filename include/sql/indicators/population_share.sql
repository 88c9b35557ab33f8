-- One row per living resident of the register and share.
-- Why: a township far below or above the others is worth a question.
/*
unit: '%'
definition: 在籍健在人口中，属于监测对象户（在册监测或已消除跟踪）的人所占比例，和属于疑似新增户的人所占比例；分母为在籍健在人口。
needs: [residents, listed_members]
titles:
  monitored_share: 监测对象占在籍人口比例
  suspected_share: 疑似新增人口占在籍人口比例
*/
with

located as (

    select
        int_people.township,
        coalesce(subject_rows.status, 'none') as status
    from int_people
    left join subject_rows on int_people.household_id = subject_rows.household_id
    where int_people.is_living_resident

),

final as (

    select
        'monitored_share' as indicator,
        located.township,
        case when located.status in ('listed', 'eliminated') then 1 else 0 end as amount,
        1 as base
    from located
    union all
    select
        'suspected_share' as indicator,
        located.township,
        case when located.status = 'suspected' then 1 else 0 end as amount,
        1 as base
    from located

)

select * from final
