-- One row per person and disability subsidy.
-- Why: the two subsidies are due to everybody who qualifies.
/*
unit: 人
definition: 比对日正在享受困难残疾人生活补贴、重度残疾人护理补贴的人，以及持有有效残疾人证的人（有效期至比对日）。
basis: 残疾人两项补贴制度
needs: [residents, "benefits:disability_living", "benefits:disability_care", disabilities]
titles:
  disability_living_persons: 享受困难残疾人生活补贴
  disability_care_persons: 享受重度残疾人护理补贴
  certificate_persons: 持有有效残疾人证
*/
with

final as (

    select
        'disability_living_persons' as indicator,
        int_people.township,
        1 as amount
    from int_people
    where int_people.has_disability_living
    union all
    select
        'disability_care_persons' as indicator,
        int_people.township,
        1 as amount
    from int_people
    where int_people.has_disability_care
    union all
    select
        'certificate_persons' as indicator,
        int_people.township,
        1 as amount
    from int_people
    where int_people.has_valid_certificate

)

select * from final
