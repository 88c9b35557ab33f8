"""The pipeline's own entries in the record of who looked at named people: made, and committed, before it looks."""

from __future__ import annotations

from sqlalchemy import Engine, text

from monitoring.period import Period
from monitoring.warehouse.errors import guarded

ACTOR = "pipeline"
_NOTE = """
insert into monitoring.access_log
    (ticket, login, what, period, townships, purpose, requested_at, transaction_no, actor)
select
    gen_random_uuid(), session_user, 'worklist', :period, named.township, :purpose,
    clock_timestamp(), pg_current_xact_id(), :actor
from (
    select township from mart.monitoring_subjects where period = :period
    union
    select township from mart.findings where period = :period and person is not null
) as named
order by named.township collate "C"
returning townships
"""


@guarded
def note_worklists(engine: Engine, period: Period, purpose: str) -> set[str | None]:
    """One entry for every township with somebody to name in the published month; returns these townships.

    Null is the township of people who belong to none.
    """
    with engine.begin() as connection:
        entries = connection.execute(text(_NOTE), {"period": str(period), "purpose": purpose, "actor": ACTOR})
        return set(entries.scalars())
