"""What became of findings and households: their memory, the change report, and what a verdict is about."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "alter table monitoring.findings add column evidence_key text, add column verdict text,"
    " add column evidence_dataset text, add column evidence_title text",
    "alter table monitoring.rule_catalogue add column digest text",
    """
    create table monitoring.finding_memory (
        period text not null, version integer not null, finding_id text not null, rule text not null,
        level text not null, subject text not null, household_id text, township text, village text,
        first_seen_period text not null, last_seen_period text not null, periods_seen bigint not null,
        recurrences bigint not null, evidence_key text, verdict text, state text not null, ending text,
        ended_period text,
        constraint finding_memory_pkey primary key (period, version, finding_id)
    )
    """,
    """
    create table monitoring.household_changes (
        period text not null, version integer not null, household_id text not null, household_no text,
        township text, village text, change text not null, status_before text, status_now text,
        category_before text, category_now text, cause text not null, dataset text, field text, rule text,
        explanation text not null,
        constraint household_changes_pkey primary key (period, version, household_id)
    )
    """,
)


def upgrade() -> None:
    """Adds tables and empty columns; what is published already stays as it is."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refused: it would drop published history."""
    raise NotImplementedError("history is not taken back; restore a backup instead")
