-- One row per person in a public welfare post, of any household or of a subject.
-- Why: posts are a help that somebody has to be given.
/*
unit: 人
definition: 比对日在公益性岗位上的人，全部和其中属于监测对象户的；同一人有几个岗位只计一次。
basis: 公益性岗位安置
needs: [residents, "employment:welfare_post"]
titles:
  welfare_post_persons: 公益性岗位在岗人员
  welfare_post_subject_persons: 其中监测对象
*/
with

posted as (

    select distinct
        int_people.person_key,
        int_people.township,
        subject_rows.household_id is not null as is_subject
    from employment
    inner join int_people on employment.person_key = int_people.person_key
    left join subject_rows on int_people.household_id = subject_rows.household_id
    cross join parameters
    where
        employment.kind = 'welfare_post'
        and (employment.start_month is null or employment.start_month <= parameters.period_month)
        and (employment.end_month is null or employment.end_month >= parameters.period_month)
        and (employment.start_date is null or employment.start_date <= parameters.as_of)
        and (employment.end_date is null or employment.end_date >= parameters.as_of)

),

final as (

    select
        'welfare_post_persons' as indicator,
        posted.township,
        1 as amount
    from posted
    union all
    select
        'welfare_post_subject_persons' as indicator,
        posted.township,
        1 as amount
    from posted
    where posted.is_subject

)

select * from final
