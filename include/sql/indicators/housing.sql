-- One row per household with a house graded C or D, and stage its repair has reached.
-- Why: a house is safe again only when it is accepted and lived in.
/*
unit: 户
definition: 有成员的住房鉴定为 C 级或 D 级的户；其中已实施改造的、已改造并验收的、已改造且已入住的、仍未全部完成（改造、验收、入住任缺其一）的。
basis: 危房动态清零
needs: [residents, listed_members, household_conditions.housing_grade]
titles:
  housing_unsafe_grade: 住房鉴定为 C、D 级的户
  housing_renovated: 其中已实施改造
  housing_accepted: 其中已改造并验收
  housing_moved_in: 其中已改造并入住
  housing_open: 其中尚未全部完成
*/
with

graded as (

    select
        int_households.household_id,
        int_households.township,
        bool_and(coalesce(household_conditions.is_renovated, false)) as is_renovated,
        bool_and(
            coalesce(household_conditions.is_renovated, false) and household_conditions.accepted_date is not null
        ) as is_accepted,
        bool_and(
            coalesce(household_conditions.is_renovated, false) and coalesce(household_conditions.is_moved_in, false)
        ) as is_moved_in
    from household_conditions
    inner join int_people on household_conditions.person_key = int_people.person_key
    inner join int_households on int_people.household_id = int_households.household_id
    where household_conditions.housing_grade in ('C', 'D')
    group by int_households.household_id, int_households.township

),

final as (

    select
        'housing_unsafe_grade' as indicator,
        graded.township,
        1 as amount
    from graded
    union all
    select
        'housing_renovated' as indicator,
        graded.township,
        1 as amount
    from graded
    where graded.is_renovated
    union all
    select
        'housing_accepted' as indicator,
        graded.township,
        1 as amount
    from graded
    where graded.is_accepted
    union all
    select
        'housing_moved_in' as indicator,
        graded.township,
        1 as amount
    from graded
    where graded.is_moved_in
    union all
    select
        'housing_open' as indicator,
        graded.township,
        1 as amount
    from graded
    where not (graded.is_accepted and graded.is_moved_in)

)

select * from final
