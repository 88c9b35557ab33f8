-- One row per area: living residents of the register.
-- Why: the denominator of every share.
/*
needs: [residents]
unit: 人
titles:
  living_residents: 在籍健在人口
*/
with

located as (

    select
        coalesce(int_people.township, '未登记') as township,
        coalesce(int_people.village, '未登记') as village,
        int_people.person_key
    from int_people
    where int_people.is_living_resident

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
        count(*) as living_residents
    from located
    group by rollup (located.township, located.village)

),

final as (

    select
        'living_residents' as indicator,
        counted.area_level,
        counted.area,
        counted.living_residents as value
    from counted

)

select * from final
