-- One row per area: living residents without basic medical insurance.
-- Why: full cover is a guarantee, and its gaps are counted in people.
/*
needs: ["insurance:medical"]
unit: 人
titles:
  uninsured_residents: 未见有效基本医保的在籍人口
*/
with

located as (

    select
        coalesce(int_people.township, '未登记') as township,
        int_people.is_uninsured
    from int_people
    where int_people.is_living_resident

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) filter (where located.is_uninsured) as uninsured_residents
    from located
    group by rollup (located.township)

),

final as (

    select
        'uninsured_residents' as indicator,
        counted.area_level,
        counted.area,
        counted.uninsured_residents as value
    from counted

)

select * from final
