-- One row per status and area: households that are subjects of the month.
-- Why: the first number anybody asks for, down to the village.
/*
unit: 户
titles:
  households_listed: 在册监测户
  households_eliminated: 风险已消除跟踪户
  households_suspected: 疑似新增户
*/
with

located as (

    select
        coalesce(subject_rows.township, '未登记') as township,
        coalesce(subject_rows.village, '未登记') as village,
        subject_rows.status
    from subject_rows

),

counted as (

    select
        case
            when grouping(located.village) = 0 then 'village'
            when grouping(located.township) = 0 then 'township'
            else 'county'
        end as area_level,
        case
            when grouping(located.village) = 0 then located.township || '/' || located.village
            when grouping(located.township) = 0 then located.township
            else '全县'
        end as area,
        count(*) filter (where located.status = 'listed') as households_listed,
        count(*) filter (where located.status = 'eliminated') as households_eliminated,
        count(*) filter (where located.status = 'suspected') as households_suspected
    from located
    group by rollup (located.township, located.village)

),

final as (

    select
        'households_listed' as indicator,
        counted.area_level,
        counted.area,
        counted.households_listed as value
    from counted
    union all
    select
        'households_eliminated' as indicator,
        counted.area_level,
        counted.area,
        counted.households_eliminated as value
    from counted
    union all
    select
        'households_suspected' as indicator,
        counted.area_level,
        counted.area,
        counted.households_suspected as value
    from counted

)

select * from final
