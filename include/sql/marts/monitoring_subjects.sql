-- One row per subject of the month: what is known of the household, what was found, and what changed since last month.
-- Why: this is the list people work from; every other table explains a line of it.
with

described as (

    select
        subject_households.household_id,
        subject_households.status,
        subject_households.is_present,
        coalesce(households.household_no, previous.household_no) as household_no,
        coalesce(households.township, previous.township) as township,
        coalesce(households.village, previous.village) as village,
        coalesce(households.village_code, previous.village_code) as village_code,
        coalesce(households.people_count, previous.people_count, 0) as people_count,
        coalesce(households.member_count > 0 and not households.has_identified_member, false) as is_unlinked,
        coalesce(households.household_type, previous.household_type) as household_type,
        case when subject_households.is_present then households.category else previous.category end as category,
        coalesce(households.causes, findings.causes, previous.causes) as causes,
        findings.risk_hits,
        coalesce(findings.risk_hit_count, 0) as risk_hit_count,
        coalesce(findings.finding_count, 0) as finding_count,
        coalesce(findings.is_sudden, false) as is_sudden,
        coalesce(findings.has_high, false) as has_high,
        coalesce(findings.has_high_risk, false) as has_high_risk,
        findings.new_risks,
        findings.changed_parameter,
        case when subject_households.is_present then households.measures else previous.measures end as measures,
        case
            when subject_households.is_present then households.has_contact else previous.has_contact
        end as has_contact,
        coalesce(households.last_visit_date, previous.last_visit_date) as last_visit_date,
        coalesce(households.income_per_capita, previous.income_per_capita) as income_per_capita,
        previous.status as previous_status,
        coalesce(previous.first_seen_period, parameters.period) as first_seen_period,
        coalesce(previous.periods_active, 0) + 1 as periods_active,
        gaps.rules as not_assessed_rules,
        gaps.datasets as stale_sources
    from subject_households
    cross join parameters
    left join int_households as households on subject_households.household_id = households.household_id
    left join subject_findings as findings on subject_households.household_id = findings.household_id
    left join subject_gaps as gaps on subject_households.household_id = gaps.household_id
    left join previous_subjects as previous on subject_households.household_id = previous.household_id

),

judged as (

    select
        described.*,
        case
            when described.status <> 'suspected' then null
            when described.is_sudden then 'sudden'
            when described.household_type = 'registered' then 'unstable'
            else 'marginal'
        end as suggested_category,
        case
            when described.has_high_risk or described.risk_hit_count > 1 then 1
            when described.has_high or described.risk_hit_count = 1 then 2
            else 3
        end as priority,
        case
            when described.previous_status is null then 'entered'
            when described.previous_status <> described.status then 'status_changed'
            else 'kept'
        end as change
    from described

),

final as (

    select
        judged.household_id,
        judged.household_no,
        judged.township,
        judged.village,
        judged.village_code,
        judged.people_count,
        judged.household_type,
        judged.category,
        judged.status,
        judged.suggested_category,
        judged.causes,
        judged.risk_hits,
        judged.risk_hit_count,
        judged.finding_count,
        judged.first_seen_period,
        judged.periods_active,
        judged.priority,
        judged.measures,
        judged.has_contact,
        judged.last_visit_date,
        judged.change,
        case
            when judged.change = 'kept' and not judged.is_present then '数据缺失：沿用上月'
            when judged.change = 'kept' and judged.is_unlinked then '数据缺失：成员均无有效证件号'
            when judged.change = 'kept' then null
            when judged.status <> 'suspected' then '数据变化：监测名单'
            when judged.changed_parameter is not null then '参数调整：' || judged.changed_parameter
            when judged.new_risks is not null then '规则命中：' || judged.new_risks
            else '数据变化：监测名单'
        end as change_cause,
        judged.not_assessed_rules,
        judged.stale_sources,
        judged.income_per_capita
    from judged

)

select * from final
