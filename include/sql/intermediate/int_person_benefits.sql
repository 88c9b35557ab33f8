-- One row per person with a benefit that counts in the month: which ones, and what they stand in for.
-- Why: rules about help due and help not due ask for the same benefits. Spells count while they run, aid for its school
-- year, single payments for as long as the next one may take.
with

counting as (

    select
        benefits.person_key,
        benefits.kind
    from benefits
    cross join parameters
    where
        benefits.person_key is not null
        and case
            when benefits.start_month is not null
                then
                    benefits.start_month <= parameters.period_month
                    and (benefits.end_month is null or benefits.end_month >= parameters.period_month)
            when benefits.school_year is not null then benefits.school_year = parameters.school_year
            else
                benefits.paid_date > parameters.as_of - parameters.elderly_allowance_months * interval 1 month
                and benefits.paid_date <= parameters.as_of
        end

),

final as (

    select
        counting.person_key,
        bool_or(counting.kind = 'dibao') as has_dibao,
        bool_or(counting.kind = 'special_support') as has_special_support,
        bool_or(counting.kind = 'disability_care') as has_disability_care,
        bool_or(counting.kind = 'disability_living') as has_disability_living,
        coalesce(bool_or(alternatives.benefit = 'dibao'), false) as is_dibao_covered,
        coalesce(bool_or(alternatives.benefit = 'disability_living'), false) as is_disability_living_covered,
        coalesce(bool_or(alternatives.benefit = 'student_aid'), false) as has_student_aid,
        coalesce(bool_or(alternatives.benefit = 'rain_dew'), false) as has_rain_dew,
        coalesce(bool_or(alternatives.benefit = 'elderly_allowance'), false) as has_elderly_allowance
    from counting
    left join benefit_alternatives as alternatives on counting.kind = alternatives.kind
    group by counting.person_key

)

select * from final
