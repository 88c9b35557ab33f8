-- One row per person with a disability certificate that is valid on the comparison day: the severest grade.
-- Why: help follows the certificate; cancelled and expired ones give no claim.
with

final as (

    select
        disabilities.person_key,
        true as has_valid_certificate,
        min(disabilities.grade) as certificate_grade
    from disabilities
    cross join parameters
    where
        disabilities.person_key is not null
        and disabilities.status = 'valid'
        and (disabilities.valid_until_date is null or disabilities.valid_until_date >= parameters.as_of)
    group by disabilities.person_key

)

select * from final
