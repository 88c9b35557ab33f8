-- One row per student aided, and per student of a subject.
-- Why: schooling must not fail for want of money.
/*
unit: 人
definition: 本学年：获得学生资助的人、获得雨露计划补助的人，以及监测对象户中在读的学生和其中获得学生资助的；同一人只计一次。
basis: 学生资助、雨露计划
needs: [residents, schooling, "benefits:student_aid", "benefits:rain_dew"]
titles:
  students_aided: 本学年获得学生资助的人
  rain_dew_students: 本学年获得雨露计划补助的人
  subject_students: 监测对象户在读学生
  subject_students_aided: 其中获得学生资助的
*/
with

located as (

    select
        int_people.township,
        int_people.has_student_aid,
        int_people.has_rain_dew,
        int_people.is_in_school and subject_rows.household_id is not null as is_subject_student
    from int_people
    left join subject_rows on int_people.household_id = subject_rows.household_id

),

final as (

    select
        'students_aided' as indicator,
        located.township,
        1 as amount
    from located
    where located.has_student_aid
    union all
    select
        'rain_dew_students' as indicator,
        located.township,
        1 as amount
    from located
    where located.has_rain_dew
    union all
    select
        'subject_students' as indicator,
        located.township,
        1 as amount
    from located
    where located.is_subject_student
    union all
    select
        'subject_students_aided' as indicator,
        located.township,
        1 as amount
    from located
    where located.is_subject_student and located.has_student_aid

)

select * from final
