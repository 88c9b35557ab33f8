-- One row per household of the month: listed households, and the register's households of everybody who is on no list.
-- Why: household rules and the list of subjects read this table and nothing wider.
with

listed as (

    select
        'listed:' || listing.listed_household_no as household_id,
        listing.*
    from int_household_listing as listing

),

joined as (

    select
        coalesce(listed.household_id, people.household_id) as household_id,
        case when listed.household_id is not null then 'listed' else 'register' end as kind,
        coalesce(listed.listed_household_no, people.register_household_no) as household_no,
        coalesce(listed.household_type, 'ordinary') as household_type,
        listed.category,
        coalesce(listed.listing, 'ordinary') as listing,
        coalesce(listed.township, people.township) as township,
        coalesce(listed.village, people.village) as village,
        people.village_code,
        coalesce(people.member_count, 0) + coalesce(listed.unlinked_count, 0) as member_count,
        coalesce(people.member_count, 0) > 0 as has_identified_member,
        coalesce(people.present_count, 0) + coalesce(listed.unlinked_count, 0) as people_count,
        coalesce(people.living_resident_count, 0) as living_resident_count,
        coalesce(listed.unlinked_count, 0) as unlinked_count,
        listed.identified_month,
        cast(strptime(cast(listed.identified_month * 100 + 1 as varchar), '%Y%m%d') as date) as identified_date,
        listed.eliminated_month,
        listed.elimination_mode,
        coalesce(listed.measures, '') <> '' as has_measures,
        nullif(listed.measures, '') as measures,
        listed.causes,
        listed.income_per_capita,
        listed.income_per_capita_after,
        -- While a household is monitored, the national list keeps its income at identification.
        case
            when listed.listing = 'eliminated' then listed.income_per_capita_after
            when listed.listing in ('active', 'registered') then listed.income_per_capita
        end as declared_income,
        earlier.earlier_income,
        earlier.earlier_income_months_back,
        coalesce(listed.has_contact, false) as has_contact,
        visits.last_visit_date,
        coalesce(people.self_paid_12m, 0) as self_paid_12m,
        coalesce(people.settlement_count, 0) as settlement_count,
        coalesce(people.has_dibao, false) as has_dibao,
        coalesce(people.has_special_support, false) as has_special_support,
        coalesce(people.is_dibao_covered, false) as is_dibao_covered,
        coalesce(people.has_low_income_member, false) as has_low_income_member,
        coalesce(people.has_car, false) as has_car,
        coalesce(people.has_public_salary, false) as has_public_salary,
        coalesce(people.has_worker, false) as has_worker,
        coalesce(people.able_count, 0) as able_count,
        coalesce(people.unknown_ability_count, 0) as unknown_ability_count,
        coalesce(people.optional_student_count, 0) as optional_student_count,
        coalesce(people.unknown_stage_count, 0) as unknown_stage_count,
        coalesce(people.compulsory_age_count, 0) as compulsory_age_count,
        coalesce(people.school_dropout_count, 0) as school_dropout_count,
        coalesce(people.uninsured_count, 0) as uninsured_count
    from int_household_people as people
    full join listed on people.household_id = listed.household_id
    left join int_household_visits as visits on listed.listed_household_no = visits.listed_household_no
    left join int_household_earlier_income as earlier on listed.listed_household_no = earlier.listed_household_no

),

final as (

    select
        joined.*,
        cast(joined.identified_date + interval 1 month - interval 1 day as date) as identified_last_day,
        housing.household_id is not null as has_housing_appraisal,
        coalesce(housing.is_housing_unsafe, false) as is_housing_unsafe
    from joined
    left join int_household_housing as housing on joined.household_id = housing.household_id

)

select * from final
