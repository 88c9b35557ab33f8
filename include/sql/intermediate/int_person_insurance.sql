-- One row per person with any insurance: whether it covers them in the month.
-- Why: medical cover comes from two departments, by year or by month; rules ask only whether there is any.
with

final as (

    select
        insurance.person_key,
        bool_or(
            insurance.kind = 'medical'
            and case
                when insurance.insured_year is not null
                    then insurance.insured_year = parameters.insured_year and insurance.status = 'normal'
                else
                    insurance.scheme = 'employee'
                    and insurance.status in ('normal', 'receiving')
                    and insurance.start_month <= parameters.period_month
                    and (insurance.end_month is null or insurance.end_month >= parameters.period_month)
            end
        ) as has_medical_insurance,
        bool_or(insurance.kind = 'pension' and insurance.status = 'receiving') as has_pension
    from insurance
    cross join parameters
    where insurance.person_key is not null
    group by insurance.person_key

)

select * from final
