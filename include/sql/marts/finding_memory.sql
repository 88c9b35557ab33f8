-- One row per finding ever made, up to this month: since when, how often, and how it ended or that it is open.
-- Why: a finding that comes back is another thing than a new one, and what ended must say how.
with

seen as (

    select
        finding_rows.finding_id,
        finding_rows.rule,
        finding_rows.level,
        finding_rows.subject,
        finding_rows.household_id,
        finding_rows.township,
        finding_rows.village,
        finding_rows.status,
        finding_rows.evidence_key
    from finding_rows

),

described as (

    select
        coalesce(seen.finding_id, previous_memory.finding_id) as finding_id,
        coalesce(seen.rule, previous_memory.rule) as rule,
        coalesce(seen.level, previous_memory.level) as level,
        coalesce(seen.subject, previous_memory.subject) as subject,
        case when seen.finding_id is null then previous_memory.household_id else seen.household_id end as household_id,
        case when seen.finding_id is null then previous_memory.township else seen.township end as township,
        case when seen.finding_id is null then previous_memory.village else seen.village end as village,
        coalesce(previous_memory.first_seen_period, parameters.period) as first_seen_period,
        case
            when seen.status not in ('not_reassessed', 'set_aside') then parameters.period
            else previous_memory.last_seen_period
        end as last_seen_period,
        coalesce(previous_memory.periods_seen, 0)
        + case when seen.status not in ('not_reassessed', 'set_aside') then 1 else 0 end as periods_seen,
        coalesce(previous_memory.recurrences, 0)
        + case when seen.status = 'recurred' then 1 else 0 end as recurrences,
        coalesce(seen.evidence_key, previous_memory.evidence_key) as evidence_key,
        seen.status,
        previous_memory.state as previous_state,
        previous_memory.ending as previous_ending,
        previous_memory.ended_period as previous_ended_period,
        parameters.period
    from seen
    full outer join previous_memory on seen.finding_id = previous_memory.finding_id
    cross join parameters

),

judged as (

    select
        described.*,
        verdict_rows.outcome as verdict,
        rule_facts.family,
        rule_facts.rule is null as is_withdrawn,
        described.household_id is not null and households.household_id is null as is_household_gone,
        coalesce(households.listing in ('active', 'eliminated') and households.measures is not null, false) as is_helped
    from described
    left join verdict_rows on described.finding_id = verdict_rows.finding_id
    left join rule_facts on described.rule = rule_facts.rule
    left join int_households as households on described.household_id = households.household_id

),

final as (

    select
        judged.finding_id,
        judged.rule,
        judged.level,
        judged.subject,
        judged.household_id,
        judged.township,
        judged.village,
        judged.first_seen_period,
        judged.last_seen_period,
        judged.periods_seen,
        judged.recurrences,
        judged.evidence_key,
        judged.verdict,
        case
            when judged.status in ('dismissed', 'accepted', 'not_reassessed', 'set_aside') then judged.status
            when judged.status is not null then 'open'
            else 'ended'
        end as state,
        case
            when judged.status is not null then null
            when judged.previous_state = 'ended' then judged.previous_ending
            when judged.is_withdrawn then 'rule_withdrawn'
            when judged.is_household_gone then 'subject_gone'
            when
                judged.verdict in ('included', 'helped') or judged.family = 'missed' or judged.is_helped
                then 'with_help'
            else 'by_itself'
        end as ending,
        case
            when judged.status is not null then null
            when judged.previous_state = 'ended' then judged.previous_ended_period
            else judged.period
        end as ended_period
    from judged

)

select * from final
