-- One row per person on the low-income list of civil affairs.
-- Why: a family can stand on the list more than once; rules ask only whether it does.
with

final as (

    select distinct
        low_income.person_key,
        true as is_low_income
    from low_income
    where low_income.person_key is not null

)

select * from final
