-- One row per working person of a registered household now, and per township a year before.
-- Why: the number of working registered people must not fall below last year.
/*
unit: 人
definition: 本月在业脱贫人口减去上年同月的在业脱贫人口；负数表示减少。上年同月没有出数或缺数据的，为未知，不作零。
basis: 脱贫人口务工规模不低于上年
needs: [residents, listed_members, "employment:insured_job", "employment:welfare_post", "employment:migrant"]
year_ago: [workers_registered]
titles:
  workers_registered_change: 在业脱贫人口比上年同月增减
*/
with

final as (

    select
        'workers_registered_change' as indicator,
        int_people.township,
        cast(1 as decimal(18, 2)) as amount
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    where int_people.is_working and int_people.is_present and int_households.household_type = 'registered'
    union all
    select
        'workers_registered_change' as indicator,
        indicators_year_ago.area as township,
        -indicators_year_ago.value as amount
    from indicators_year_ago
    where indicators_year_ago.indicator = 'workers_registered' and indicators_year_ago.area_level = 'township'

)

select * from final
