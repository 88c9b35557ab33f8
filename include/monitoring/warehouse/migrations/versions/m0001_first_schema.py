"""The first schema: all mart tables, the publication ledger and the pointer. Comments are set after every upgrade."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
create sequence monitoring.fence;
create table monitoring.monitoring_subjects (
    period text not null, version integer not null, household_id text not null, household_no text,
    township text, village text, village_code text, people_count bigint not null, household_type text,
    category text, status text not null, suggested_category text, causes text, risk_hits text,
    risk_hit_count bigint not null, finding_count bigint not null, first_seen_period text not null,
    periods_active bigint not null, priority integer not null, measures text, has_contact boolean,
    last_visit_date date, change text, change_cause text, not_assessed_rules text, stale_sources text,
    income_per_capita numeric(18, 2),
    constraint monitoring_subjects_pkey primary key (period, version, household_id)
);
create table monitoring.subject_members (
    period text not null, version integer not null, household_id text not null, person text not null,
    masked_id text, masked_name text, relation text, sex text, age integer, is_living_resident boolean,
    membership text not null, datasets text,
    constraint subject_members_pkey primary key (period, version, household_id, person)
);
create table monitoring.findings (
    period text not null, version integer not null, finding_id text not null, rule text not null,
    family text not null, severity text not null, level text not null, subject text not null,
    household_id text, person text, masked_id text, masked_name text, township text, village text,
    sentence text not null, action text, verify_department text, evidence jsonb, facts jsonb,
    status text not null, first_seen_period text not null, is_missed_inclusion boolean,
    constraint findings_pkey primary key (period, version, finding_id)
);
create table monitoring.rule_runs (
    period text not null, version integer not null, rule text not null, title text not null,
    family text not null, level text not null, hits bigint not null, clear bigint not null,
    not_assessed bigint not null, reasons jsonb,
    constraint rule_runs_pkey primary key (period, version, rule)
);
create table monitoring.indicators (
    period text not null, version integer not null, indicator text not null, title text not null, unit text,
    area_level text not null, area text not null, value numeric(18, 2),
    constraint indicators_pkey primary key (period, version, indicator, area_level, area)
);
create table monitoring.deliveries (
    period text not null, version integer not null, dataset text not null, department text not null,
    title text not null, status text not null, carried_from text, delivery text,
    rows_delivered bigint not null, rows_staged bigint not null, rows_quarantined bigint not null,
    rows_dropped bigint not null, code text, message text,
    constraint deliveries_pkey primary key (period, version, dataset)
);
create table monitoring.delivery_checks (
    period text not null, version integer not null, dataset text not null, expectation text not null,
    column_name text, severity text not null, scope text not null, success boolean, element_count bigint,
    unexpected_count bigint, title text,
    constraint delivery_checks_key unique nulls not distinct (period, version, dataset, expectation, column_name, title)
);
create table monitoring.quarantined_rows (
    period text not null, version integer not null, dataset text not null, delivery text not null,
    row_no bigint not null, code text not null, column_name text,
    constraint quarantined_rows_key unique nulls not distinct (period, version, dataset, delivery, row_no, code, column_name)
);
create table monitoring.parameters_used (
    period text not null, version integer not null, name text not null, value text, valid_from date,
    source text,
    constraint parameters_used_pkey primary key (period, version, name)
);
create table monitoring.rule_catalogue (
    period text not null, version integer not null, rule text not null, title text not null,
    family text not null, level text not null, severity text not null, action text, verify_department text,
    basis text, innocent text,
    constraint rule_catalogue_pkey primary key (period, version, rule)
);
create table restricted.people (
    period text not null, version integer not null, person text not null, person_id text not null, name text,
    key_version text not null,
    constraint people_pkey primary key (period, version, person)
);
create table monitoring.publications (
    period text not null, version integer not null, digest text not null, parent_version integer,
    fence bigint not null, state text not null, row_counts jsonb not null, code_digest text,
    config_digest text, inputs_digest text, staged_at timestamp with time zone not null,
    published_at timestamp with time zone,
    constraint publications_pkey primary key (period, version)
);
create table monitoring.publication_events (
    event_no bigint not null generated always as identity, period text not null, version integer not null,
    state text not null, reason text, happened_at timestamp with time zone not null,
    constraint publication_events_pkey primary key (event_no)
);
create table monitoring.current_publication (
    period text not null, version integer not null, fence bigint not null,
    constraint current_publication_pkey primary key (period)
)
"""


def upgrade() -> None:
    """Creates every table; the schemas exist."""
    for statement in _TABLES.split(";"):
        op.execute(statement)


def downgrade() -> None:
    """Refused: it would drop every published month."""
    raise NotImplementedError("the first schema is not taken back; drop the database instead")
