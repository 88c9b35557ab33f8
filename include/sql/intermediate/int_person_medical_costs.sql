-- One row per person with a settlement in the twelve months to the comparison day: what they paid themselves.
-- Why: the largest delivery is added up once, here, and by no rule.
with

final as (

    select
        medical_costs.person_key,
        cast(coalesce(sum(medical_costs.self_paid_amount), 0) as decimal(18, 2)) as self_paid_12m,
        count(*) as settlement_count
    from medical_costs
    cross join parameters
    where
        medical_costs.person_key is not null
        and medical_costs.settled_date > parameters.as_of - interval 12 month
        and medical_costs.settled_date <= parameters.as_of
    group by medical_costs.person_key

)

select * from final
