-- One row per subject about which a rule could not say anything, or whose data are of an earlier month: rules, datasets.
-- Why: "nothing found" and "nothing could be found" must not look alike.
with

reasons as (

    select
        subject_households.household_id,
        not_assessed.rule,
        nullif(split_part(not_assessed.reason, ':', 2), '') as dataset
    from not_assessed
    inner join subject_households on not_assessed.household_id = subject_households.household_id
    union
    select
        subject_households.household_id,
        blocked_rules.rule,
        nullif(split_part(blocked_rules.reason, ':', 2), '') as dataset
    from blocked_rules
    cross join subject_households

),

rules as (

    select distinct
        reasons.household_id,
        reasons.rule
    from reasons

),

joined_rules as (

    select
        rules.household_id,
        string_agg(rules.rule, ',' order by rules.rule) as rules
    from rules
    group by rules.household_id

),

datasets as (

    select
        reasons.household_id,
        reasons.dataset
    from reasons
    where reasons.dataset is not null
    union
    select
        subject_households.household_id,
        deliveries.dataset
    from deliveries
    cross join subject_households
    where deliveries.status = 'carried'

),

joined_datasets as (

    select
        datasets.household_id,
        string_agg(datasets.dataset, ',' order by datasets.dataset) as datasets
    from datasets
    group by datasets.household_id

),

final as (

    select
        subject_households.household_id,
        joined_rules.rules,
        joined_datasets.datasets
    from subject_households
    left join joined_rules on subject_households.household_id = joined_rules.household_id
    left join joined_datasets on subject_households.household_id = joined_datasets.household_id

)

select * from final
