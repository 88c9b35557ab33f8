-- One row per person in dibao.
-- Why: the safety net is paid per head.
/*
unit: 人
definition: 比对日正在享受低保（含渐退期）的人，按其所在户分为互不重复的五类；不含已死亡或户籍已注销的人。
basis: 低保对象占各类人口的比例
needs: [residents, listed_members, "benefits:dibao"]
titles:
  dibao_persons_registered: 享受低保人口：脱贫户（不属监测对象）
  dibao_persons_listed: 享受低保人口：在册监测户
  dibao_persons_eliminated: 享受低保人口：已消除跟踪户
  dibao_persons_suspected: 享受低保人口：疑似新增户
  dibao_persons_ordinary: 享受低保人口：一般农户（不属以上各类）
*/
with

grouped as (

    select
        int_people.township,
        int_people.has_dibao,
        case
            when subject_rows.status is not null then subject_rows.status
            when int_households.household_type = 'registered' then 'registered'
            else 'ordinary'
        end as group_name
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    left join subject_rows on int_people.household_id = subject_rows.household_id
    where int_people.is_present

),

final as (

    select
        'dibao_persons_' || grouped.group_name as indicator,
        grouped.township,
        1 as amount
    from grouped
    where grouped.has_dibao

)

select * from final
