-- One row per household whose drinking water was assessed, and one more when it is unsafe.
-- Why: safe water is one of the guarantees.
/*
unit: 户
definition: 有饮水安全评价的户，和其中水量、水质、用水方便程度、供水保证率任一项不达标的户。没有评价记录的户不计入。
basis: 饮水安全问题动态清零
needs: [residents, listed_members, household_conditions.water_quantity_ok]
titles:
  water_assessed: 有饮水安全评价的户
  water_unsafe: 其中饮水不安全
*/
with

assessed as (

    select
        int_households.household_id,
        int_households.township,
        bool_or(
            household_conditions.water_quantity_ok is false
            or household_conditions.water_quality_ok is false
            or household_conditions.water_convenience_ok is false
            or household_conditions.water_reliability_ok is false
        ) as is_unsafe
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    where
        coalesce(
            household_conditions.water_quantity_ok,
            household_conditions.water_quality_ok,
            household_conditions.water_convenience_ok,
            household_conditions.water_reliability_ok
        ) is not null
    group by int_households.household_id, int_households.township

),

final as (

    select
        'water_assessed' as indicator,
        assessed.township,
        1 as amount
    from assessed
    union all
    select
        'water_unsafe' as indicator,
        assessed.township,
        1 as amount
    from assessed
    where assessed.is_unsafe

)

select * from final
