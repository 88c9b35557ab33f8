-- One row per listed household and kind of help it has.
-- Why: shows what help consists of.
/*
unit: 户
definition: 比对日的在册监测户中，监测系统登记了该项帮扶措施的户；一户有几项的，各计一次。
basis: 按措施类别统计帮扶户数
needs: [listed_members]
titles:
  measure_compulsory_education: 落实义务教育保障的在册监测户
  measure_education: 落实教育帮扶的在册监测户
  measure_employment: 落实就业帮扶的在册监测户
  measure_finance: 落实金融帮扶的在册监测户
  measure_health: 落实健康帮扶的在册监测户
  measure_housing: 落实住房安全保障的在册监测户
  measure_industry: 落实产业帮扶的在册监测户
  measure_infrastructure: 落实基础设施建设的在册监测户
  measure_living_conditions: 落实人居环境改善的在册监测户
  measure_relocation: 落实搬迁的在册监测户
  measure_safety_net: 落实综合保障的在册监测户
  measure_society: 落实社会帮扶的在册监测户
  measure_water: 落实饮水安全保障的在册监测户
  measure_welfare_post: 落实公益岗位的在册监测户
*/
with

measures as (

    select measures.measure
    from
        (
            values
            ('compulsory_education'),
            ('education'),
            ('employment'),
            ('finance'),
            ('health'),
            ('housing'),
            ('industry'),
            ('infrastructure'),
            ('living_conditions'),
            ('relocation'),
            ('safety_net'),
            ('society'),
            ('water'),
            ('welfare_post')
        ) as measures (measure)

),

final as (

    select
        'measure_' || measures.measure as indicator,
        subject_rows.township,
        1 as amount
    from subject_rows
    inner join measures on contains(',' || subject_rows.measures || ',', ',' || measures.measure || ',')
    where subject_rows.status = 'listed'

)

select * from final
