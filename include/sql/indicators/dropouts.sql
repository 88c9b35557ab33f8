-- One row per child of compulsory age, and one more when out of school without an accepted reason.
-- Why: no child drops out is a guarantee that is counted in children.
/*
unit: 人
definition: 学年开始时在义务教育年龄内、户籍正常的人，和其中本学年既无在读记录又无认可的未在校原因的人。
basis: 义务教育有保障
needs: [residents, schooling]
titles:
  compulsory_age_children: 义务教育年龄人口
  out_of_school_children: 其中失学辍学
*/
with

final as (

    select
        'compulsory_age_children' as indicator,
        int_people.township,
        1 as amount
    from int_people
    where int_people.is_of_compulsory_age
    union all
    select
        'out_of_school_children' as indicator,
        int_people.township,
        1 as amount
    from int_people
    where int_people.is_out_of_school

)

select * from final
