-- One row per status and area: subject households with a member in dibao.
-- Why: says how much of the list the safety net already reaches.
/*
needs: ["benefits:dibao"]
unit: 户
titles:
  dibao_listed: 在册监测户中享受低保的户
  dibao_suspected: 疑似新增户中享受低保的户
*/
with

located as (

    select
        coalesce(subject_rows.township, '未登记') as township,
        subject_rows.status,
        int_households.has_dibao
    from subject_rows
    inner join int_households on subject_rows.household_id = int_households.household_id

),

counted as (

    select
        case when grouping(located.township) = 0 then 'township' else 'county' end as area_level,
        case when grouping(located.township) = 0 then located.township else '全县' end as area,
        count(*) filter (where located.has_dibao and located.status = 'listed') as dibao_listed,
        count(*) filter (where located.has_dibao and located.status = 'suspected') as dibao_suspected
    from located
    group by rollup (located.township)

),

final as (

    select
        'dibao_listed' as indicator,
        counted.area_level,
        counted.area,
        counted.dibao_listed as value
    from counted
    union all
    select
        'dibao_suspected' as indicator,
        counted.area_level,
        counted.area,
        counted.dibao_suspected as value
    from counted

)

select * from final
