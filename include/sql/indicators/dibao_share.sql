-- One row per person of a household.
-- Why: the share of each group in dibao says whom the safety net misses.
/*
unit: '%'
definition: 每类人口中正在享受低保（含渐退期）的人所占比例，比对日；分母为该类户中没有死亡、户籍未注销的人。
basis: 低保对象占各类人口的比例
needs: [residents, listed_members, "benefits:dibao"]
titles:
  dibao_share_registered: 低保覆盖率：脱贫户（不属监测对象）
  dibao_share_listed: 低保覆盖率：在册监测户
  dibao_share_eliminated: 低保覆盖率：已消除跟踪户
  dibao_share_suspected: 低保覆盖率：疑似新增户
  dibao_share_ordinary: 低保覆盖率：一般农户（不属以上各类）
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
        'dibao_share_' || grouped.group_name as indicator,
        grouped.township,
        case when grouped.has_dibao then 1 else 0 end as amount,
        1 as base
    from grouped

)

select * from final
