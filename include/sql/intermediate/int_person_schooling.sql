-- One row per person with a schooling row of the current school year: in school, or out with an accepted reason.
-- Why: the school roll and the out-of-school ledger are two datasets of one fact.
with

this_year as (

    select
        schooling.person_key,
        schooling.school_stage,
        schooling.absence_reason,
        coalesce(schooling.status in ('studying', 'suspended', 'home_teaching'), false) as is_enrolled
    from schooling
    cross join parameters
    where
        schooling.person_key is not null
        and schooling.school_year = parameters.school_year

),

final as (

    select
        this_year.person_key,
        bool_or(this_year.is_enrolled) as is_in_school,
        max(case when this_year.is_enrolled then this_year.school_stage end) as school_stage,
        bool_or(
            this_year.absence_reason in ('severe_illness', 'home_teaching', 'deferred', 'abroad')
        ) as has_accepted_absence
    from this_year
    group by this_year.person_key

)

select * from final
