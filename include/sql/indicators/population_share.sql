-- One row per area: how much of the living population is monitored.
-- Why: a township far below or above the others is worth a question.
/*
needs: [residents, listed_members]
unit: '%'
titles:
  monitored_share: 监测对象占在籍人口比例
*/
with

located as (

    select
        coalesce(int_people.township, '未登记') as township,
        int_people.is_living_resident,
        subject_rows.status in ('listed', 'eliminated') as is_monitored
    from int_people
    left join subject_rows on int_people.household_id = subject_rows.household_id
    where int_people.is_living_resident

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) filter (where located.is_monitored) as monitored,
        count(*) as population
    from located
    group by rollup (located.township)

),

final as (

    select
        'monitored_share' as indicator,
        counted.area_level,
        counted.area,
        counted.monitored * 10000 // nullif(counted.population, 0) * cast(0.01 as decimal(18, 2)) as value
    from counted

)

select * from final
