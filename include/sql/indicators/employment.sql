-- One row per working person of a registered or listed household.
-- Why: steady work is the best guarantee; it must not fall below last year.
/*
unit: 人
definition: 比对日在业的人（参加职工社会保险、在公益性岗位或外出务工，任一部门有记录即计），属于脱贫户的和属于在册监测户的各计；同一人只计一次，既是脱贫户又是监测户的两项都计。
basis: 脱贫人口务工规模不低于上年
needs: [residents, listed_members, "employment:insured_job", "employment:welfare_post", "employment:migrant"]
titles:
  workers_registered: 在业脱贫人口
  workers_listed: 在业在册监测人口
*/
with

working as (

    select
        int_people.township,
        int_households.household_type,
        int_households.listing
    from int_people
    inner join int_households on int_people.household_id = int_households.household_id
    where int_people.is_working and int_people.is_present

),

final as (

    select
        'workers_registered' as indicator,
        working.township,
        1 as amount
    from working
    where working.household_type = 'registered'
    union all
    select
        'workers_listed' as indicator,
        working.township,
        1 as amount
    from working
    where working.listing = 'active'

)

select * from final
