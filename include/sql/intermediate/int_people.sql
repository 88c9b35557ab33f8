-- One row per person any department knows, in the month: who they are, where they belong, what each role says of them.
-- Why: rules compare departments through this table and never read a delivery for anything but evidence.
-- Ages are full years, counted on the number's own birth date written yyyymmdd.
with

severe_grades as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'disability_grade'

),

inabilities as (

    select grave_codes.code
    from grave_codes
    where grave_codes.field = 'labour_ability'

),

dates as (

    select
        parameters.compulsory_age_min,
        parameters.compulsory_age_max,
        parameters.labour_age_min,
        parameters.labour_age_max,
        cast(strftime(parameters.as_of, '%Y%m%d') as bigint) as as_of_number,
        cast(strftime(parameters.school_year_cutoff, '%Y%m%d') as bigint) as cutoff_number
    from parameters

),

joined as (

    select
        sightings.person_key,
        coalesce(residents.person_id, unregistered.person_id) as person_id,
        coalesce(residents.name, listing.name, unregistered.name) as name,
        coalesce(
            residents.sex, listing.sex, case when sightings.person_key % 2 = 1 then 'male' else 'female' end
        ) as sex,
        case when sightings.person_key % 2 = 1 then 'male' else 'female' end as number_sex,
        (sightings.person_key // 1000) % 100000000 as birth_number,
        residents.person_key is not null as is_in_register,
        residents.status as register_status,
        coalesce(residents.status = 'normal', false) and deaths.person_key is null as is_living_resident,
        deaths.person_key is null and coalesce(residents.status = 'normal', true) as is_present,
        residents.household_no as register_household_no,
        listing.listed_household_no,
        coalesce('listed:' || listing.listed_household_no, 'register:' || residents.household_no) as household_id,
        coalesce(listing.relation, residents.relation) as relation,
        residents.village_code,
        coalesce(residents.township, listing.township) as township,
        coalesce(residents.village, listing.village) as village,
        listing.person_key is not null as is_listed,
        listing.health_status,
        listing.labour_ability,
        deaths.first_death_date,
        coalesce(deaths.death_source_count, 0) as death_source_count,
        coalesce(insurance.has_medical_insurance, false) as has_medical_insurance,
        coalesce(insurance.has_pension, false) as has_pension,
        coalesce(schooling.is_in_school, false) as is_in_school,
        schooling.school_stage,
        coalesce(schooling.has_accepted_absence, false) as has_accepted_absence,
        coalesce(costs.self_paid_12m, 0) as self_paid_12m,
        coalesce(costs.settlement_count, 0) as settlement_count,
        disabilities.certificate_grade,
        coalesce(disabilities.has_valid_certificate, false) as has_valid_certificate,
        coalesce(benefits.has_dibao, false) as has_dibao,
        coalesce(benefits.has_special_support, false) as has_special_support,
        coalesce(benefits.has_disability_care, false) as has_disability_care,
        coalesce(benefits.has_disability_living, false) as has_disability_living,
        coalesce(benefits.is_dibao_covered, false) as is_dibao_covered,
        coalesce(benefits.is_disability_living_covered, false) as is_disability_living_covered,
        coalesce(benefits.has_student_aid, false) as has_student_aid,
        coalesce(benefits.has_rain_dew, false) as has_rain_dew,
        coalesce(benefits.has_elderly_allowance, false) as has_elderly_allowance,
        coalesce(low.is_low_income, false) as is_low_income,
        coalesce(assets.has_car, false) as has_car,
        coalesce(assets.has_public_salary, false) as has_public_salary,
        coalesce(assets.has_public_pension, false) as has_public_pension,
        coalesce(employment.is_working, false) as is_working,
        sightings.dataset_count,
        sightings.datasets
    from int_person_sightings as sightings
    left join residents on sightings.person_key = residents.person_key
    left join int_person_unregistered as unregistered on sightings.person_key = unregistered.person_key
    left join int_person_listing as listing on sightings.person_key = listing.person_key
    left join int_person_deaths as deaths on sightings.person_key = deaths.person_key
    left join int_person_insurance as insurance on sightings.person_key = insurance.person_key
    left join int_person_schooling as schooling on sightings.person_key = schooling.person_key
    left join int_person_medical_costs as costs on sightings.person_key = costs.person_key
    left join int_person_disabilities as disabilities on sightings.person_key = disabilities.person_key
    left join int_person_benefits as benefits on sightings.person_key = benefits.person_key
    left join int_person_low_income as low on sightings.person_key = low.person_key
    left join int_person_assets as assets on sightings.person_key = assets.person_key
    left join int_person_employment as employment on sightings.person_key = employment.person_key

),

aged as (

    select
        joined.*,
        cast(strptime(cast(joined.birth_number as varchar), '%Y%m%d') as date) as birth_date,
        (dates.as_of_number - joined.birth_number) // 10000 as age,
        (dates.cutoff_number - joined.birth_number) // 10000 as school_cutoff_age,
        dates.compulsory_age_min,
        dates.compulsory_age_max,
        dates.labour_age_min,
        dates.labour_age_max,
        (cast(strftime(joined.first_death_date, '%Y%m%d') as bigint) - joined.birth_number) // 10000 as death_age
    from joined
    cross join dates

),

final as (

    select
        aged.person_key,
        aged.person_id,
        aged.name,
        aged.sex,
        aged.number_sex,
        aged.birth_date,
        aged.age,
        aged.school_cutoff_age,
        aged.is_in_register,
        aged.register_status,
        aged.is_living_resident,
        aged.is_present,
        aged.register_household_no,
        aged.listed_household_no,
        aged.household_id,
        aged.relation,
        aged.village_code,
        aged.township,
        aged.village,
        aged.is_listed,
        aged.health_status,
        aged.labour_ability,
        aged.first_death_date,
        aged.death_age,
        aged.death_source_count,
        aged.has_medical_insurance,
        aged.has_pension,
        aged.is_in_school,
        aged.school_stage,
        aged.has_accepted_absence,
        aged.self_paid_12m,
        aged.settlement_count,
        aged.certificate_grade,
        aged.has_valid_certificate,
        aged.has_dibao,
        aged.has_special_support,
        aged.has_disability_care,
        aged.has_disability_living,
        aged.is_dibao_covered,
        aged.is_disability_living_covered,
        aged.has_student_aid,
        aged.has_rain_dew,
        aged.has_elderly_allowance,
        aged.is_low_income,
        aged.has_car,
        aged.has_public_salary,
        aged.has_public_pension,
        aged.is_working,
        aged.dataset_count,
        aged.datasets,
        aged.is_living_resident
        and aged.school_cutoff_age between aged.compulsory_age_min and aged.compulsory_age_max as is_of_compulsory_age,
        aged.is_living_resident
        and aged.school_cutoff_age between aged.compulsory_age_min and aged.compulsory_age_max
        and not aged.is_in_school
        and not aged.has_accepted_absence as is_out_of_school,
        aged.is_living_resident and not aged.has_medical_insurance as is_uninsured,
        case
            when not aged.is_present or not aged.is_in_school then false
            else aged.school_stage not in ('primary', 'junior')
        end as is_in_optional_school,
        -- Null when nobody says whether they can: labour ability is recorded on the national list only.
        case
            when
                not aged.is_present
                or aged.age not between aged.labour_age_min and aged.labour_age_max
                or aged.is_in_school
                or coalesce(aged.certificate_grade in (select severe_grades.code from severe_grades), false)
                then false
            else aged.labour_ability not in (select inabilities.code from inabilities)
        end as can_work
    from aged

)

select * from final
