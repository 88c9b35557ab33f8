-- One row per household that entered or left the list of subjects, or changed status or category on it, with the cause.
-- Why: last month plus entered minus left is this month, and nobody comes or goes without a reason that can be checked.
with

moves as (

    select
        coalesce(now.household_id, previous.household_id) as household_id,
        coalesce(now.household_no, previous.household_no) as household_no,
        coalesce(now.township, previous.township) as township,
        coalesce(now.village, previous.village) as village,
        previous.status as status_before,
        now.status as status_now,
        coalesce(previous.category, previous.suggested_category) as category_before,
        coalesce(now.category, now.suggested_category) as category_now,
        case
            when previous.household_id is null then 'entered'
            when now.household_id is null then 'left'
            when previous.status <> now.status then 'status_changed'
            else 'category_changed'
        end as change
    from subject_rows as now
    full outer join previous_subjects as previous on now.household_id = previous.household_id
    where
        previous.household_id is null
        or now.household_id is null
        or previous.status <> now.status
        or coalesce(previous.category, previous.suggested_category)
        is distinct from coalesce(now.category, now.suggested_category)

),

before_findings as (

    select
        previous_findings.household_id,
        previous_findings.rule,
        previous_findings.evidence_dataset as dataset,
        previous_findings.evidence_title as field,
        row_number() over (partition by previous_findings.household_id order by previous_findings.rule) as place
    from previous_findings
    where
        previous_findings.family in ('risk', 'elimination')
        and previous_findings.status not in ('dismissed', 'accepted', 'set_aside')

),

now_findings as (

    select
        finding_rows.household_id,
        finding_rows.rule,
        finding_rows.evidence_dataset as dataset,
        finding_rows.evidence_title as field,
        row_number() over (partition by finding_rows.household_id order by finding_rows.rule) as place
    from finding_rows
    where
        finding_rows.family in ('risk', 'elimination')
        and finding_rows.status in ('new', 'recurred', 'reopened')

),

verified as (

    select distinct finding_rows.household_id
    from finding_rows
    where
        finding_rows.status in ('dismissed', 'accepted', 'set_aside')
        and finding_rows.family in ('risk', 'elimination')

),

moved_people as (

    select
        previous_members.household_id as household_before,
        member_rows.household_id as household_now
    from previous_members
    inner join member_rows on previous_members.person = member_rows.person
    where previous_members.household_id <> member_rows.household_id

),

gone_to as (

    select
        moved_people.household_before as household_id,
        min(moved_people.household_now) as other
    from moved_people
    group by moved_people.household_before

),

come_from as (

    select
        moved_people.household_now as household_id,
        min(moved_people.household_before) as other
    from moved_people
    group by moved_people.household_now

),

described as (

    select
        moves.*,
        comparison.has_previous,
        households.household_id is not null as is_present,
        coalesce(gone_to.other, come_from.other) as other,
        verified.household_id is not null as is_verified,
        case when moves.change = 'left' then before.rule else now.rule end as rule,
        case when moves.change = 'left' then before.dataset else now.dataset end as dataset,
        case when moves.change = 'left' then before.field else now.field end as field
    from moves
    cross join comparison
    left join int_households as households on moves.household_id = households.household_id
    left join gone_to on moves.household_id = gone_to.household_id and moves.change = 'left'
    left join come_from on moves.household_id = come_from.household_id and moves.change = 'entered'
    left join verified on moves.household_id = verified.household_id
    left join before_findings as before on moves.household_id = before.household_id and before.place = 1
    left join now_findings as now on moves.household_id = now.household_id and now.place = 1

),

caused as (

    select
        described.*,
        rule_facts.title as rule_title,
        changed_rules.title as parameter_title,
        datasets.title as dataset_title,
        case
            when not described.has_previous then 'first_month'
            when
                described.status_now in ('listed', 'eliminated') or described.status_before in ('listed', 'eliminated')
                then 'list'
            when described.other is not null then 'household'
            when described.change = 'left' and not described.is_present then 'register'
            when described.change = 'left' and described.is_verified then 'verdict'
            when changed_rules.rule is not null then 'parameter'
            when rewritten_rules.rule is not null then 'rule'
            when datasets.status_before <> 'delivered' and datasets.status_now = 'delivered' then 'delivery'
            else 'data'
        end as cause_class
    from described
    left join rule_facts on described.rule = rule_facts.rule
    left join changed_rules on described.rule = changed_rules.rule
    left join rewritten_rules on described.rule = rewritten_rules.rule
    left join delivery_changes as datasets on described.dataset = datasets.dataset

),

final as (

    select
        caused.household_id,
        caused.household_no,
        caused.township,
        caused.village,
        caused.change,
        caused.status_before,
        caused.status_now,
        caused.category_before,
        caused.category_now,
        case caused.cause_class when 'list' then 'data' else caused.cause_class end as cause,
        case caused.cause_class
            when 'list' then 'rural_revitalization.monitored_members'
            when 'register' then 'public_security.residents'
            else caused.dataset
        end as dataset,
        case when caused.cause_class in ('list', 'register') then null else caused.field end as field,
        case when caused.cause_class in ('list', 'register', 'household') then null else caused.rule end as rule,
        case caused.cause_class
            when 'first_month' then '首个月份，没有上月可比'
            when 'list' then '监测名单变化'
            when 'household' then '户成员变动：现属另一户，或由另一户分出'
            when 'register' then '户籍中已没有该户：注销、迁出或成员均已死亡'
            when 'verdict' then '核实结论：不属实或认可例外'
            when 'parameter' then '参数调整：' || caused.parameter_title
            when 'rule' then '规则变化：' || coalesce(caused.rule_title, caused.rule)
            when 'delivery' then '报送补齐：' || coalesce(caused.dataset_title, caused.dataset)
            else
                '数据变化：' || coalesce(caused.rule_title, caused.rule, '监测条件')
                || coalesce('（' || caused.dataset_title || coalesce('·' || caused.field, '') || '）', '')
        end as explanation
    from caused

)

select * from final
