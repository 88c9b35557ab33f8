-- One row per household with an open finding: how many, which risks, how urgent.
-- Why: whether a household is a subject, and of which priority, follows from its findings.
with

described as (

    select
        open_findings.*,
        rule_facts.title,
        rule_facts.cause,
        rule_facts.is_sudden,
        changed_rules.title as changed_parameter
    from open_findings
    inner join rule_facts on open_findings.rule = rule_facts.rule
    left join changed_rules on open_findings.rule = changed_rules.rule
    where open_findings.household_id is not null

),

causes as (

    select distinct
        described.household_id,
        described.cause
    from described
    where described.cause is not null

),

joined_causes as (

    select
        causes.household_id,
        string_agg(causes.cause, ',' order by causes.cause) as causes
    from causes
    group by causes.household_id

),

counted as (

    select
        described.household_id,
        count(*) as finding_count,
        count(*) filter (where described.family = 'risk') as risk_hit_count,
        count(*) filter (where described.family = 'elimination') as elimination_count,
        string_agg(described.rule, ',' order by described.rule) filter (where described.family = 'risk') as risk_hits,
        string_agg(described.title, '、' order by described.rule) filter (
            where described.family = 'risk' and described.status = 'new'
        ) as new_risks,
        max(described.changed_parameter) filter (
            where described.family = 'risk' and described.status = 'new'
        ) as changed_parameter,
        coalesce(bool_or(described.is_sudden), false) as is_sudden,
        coalesce(bool_or(described.severity = 'high'), false) as has_high,
        coalesce(bool_or(described.severity = 'high' and described.family = 'risk'), false) as has_high_risk
    from described
    group by described.household_id

),

final as (

    select
        counted.*,
        joined_causes.causes
    from counted
    left join joined_causes on counted.household_id = joined_causes.household_id

)

select * from final
