"""The publication ledger: which versions a month has, in which state, and which one readers see.

States: staged → audited → published → superseded → purged; a failed audit makes refused, a roll back rolled_back, and
what a later run of the month replaces before it was published is discarded. Version numbers are never used twice.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from monitoring.period import Period
from monitoring.warehouse.tables import MARTS, current_publication, fence_sequence, publication_events, publications

_LOCK_SPACE = 0x70756273  # "pubs": the first half of the advisory lock of a month, the second is 202610
UNPUBLISHED = ("staged", "audited", "refused")


def lock(connection: Connection, period: Period) -> None:
    """Makes this transaction the only one that changes the month's versions; waits, up to the session's lock timeout."""
    connection.execute(text("select pg_advisory_xact_lock(:space, :month)"), _lock_of(period))


_HOLDERS = (
    "from pg_locks where locktype = 'advisory' and granted"
    " and classid = :space and objid = :month and objsubid = 2 and pid <> pg_backend_pid()"
    " and database = (select oid from pg_database where datname = current_database())"
)


def lock_holders(connection: Connection, period: Period) -> list[dict[str, Any]]:
    """Sessions holding the month's lock: pid, state, and for how many seconds they have been in that state."""
    statement = text(
        "select pid, state, round(extract(epoch from clock_timestamp() - state_change))::int as seconds"
        f" from pg_stat_activity where pid in (select pid {_HOLDERS}) order by pid"
    )
    return [dict(row) for row in connection.execute(statement, _lock_of(period)).mappings()]


def end_lock_holders(connection: Connection, period: Period) -> int:
    """Ends the database sessions holding the month's lock; returns how many."""
    statement = text(f"select count(pg_terminate_backend(pid)) {_HOLDERS}")
    return int(connection.execute(statement, _lock_of(period)).scalar_one())


def _lock_of(period: Period) -> dict[str, int]:
    return {"space": _LOCK_SPACE, "month": period.number}


def current(connection: Connection, period: Period) -> int | None:
    """The version readers see, None when the month was never published."""
    pointer = current_publication
    return connection.execute(select(pointer.c.version).where(pointer.c.period == str(period))).scalar_one_or_none()


def find(connection: Connection, period: Period, version: int) -> Row[Any] | None:
    """The ledger's row of that version."""
    query = select(publications).where(publications.c.period == str(period), publications.c.version == version)
    return connection.execute(query).one_or_none()


def next_version(connection: Connection, period: Period) -> int:
    """The number after the highest this month ever had."""
    highest = select(func.coalesce(func.max(publications.c.version), 0)).where(publications.c.period == str(period))
    return int(connection.execute(highest).scalar_one()) + 1


def next_fence(connection: Connection) -> int:
    """A token greater than every one given before."""
    return connection.execute(fence_sequence.next_value().select()).scalar_one()


def same_content(connection: Connection, period: Period, digest: str) -> int | None:
    """A version that already holds this content and is, or may still become, what readers see."""
    pointer = current_publication
    shown = connection.execute(select(pointer).where(pointer.c.period == str(period))).one_or_none()
    version, fence = (shown.version, shown.fence) if shown is not None else (None, -1)
    query = select(publications).where(publications.c.period == str(period), publications.c.digest == digest)
    for row in connection.execute(query.order_by(publications.c.version)):
        may_follow = row.state in ("staged", "audited") and row.parent_version == version and row.fence > fence
        if row.version == version or may_follow:
            return int(row.version)
    return None


def add(connection: Connection, period: Period, version: int, **values: Any) -> None:
    """Enters a version as staged, with a new fence, on top of the version readers see now."""
    connection.execute(
        insert(publications).values(
            period=str(period),
            version=version,
            parent_version=current(connection, period),
            fence=next_fence(connection),
            state="staged",
            staged_at=func.clock_timestamp(),
            **values,
        )
    )
    _remember(connection, period, version, "staged", None)


def move(connection: Connection, period: Period, version: int, state: str, reason: str | None = None) -> None:
    """Brings a version into a state and remembers when and why."""
    times = {"published_at": func.clock_timestamp()} if state == "published" else {}
    statement = update(publications).where(
        publications.c.period == str(period), publications.c.version == version, publications.c.state != state
    )
    if connection.execute(statement.values(state=state, **times)).rowcount:
        _remember(connection, period, version, state, reason)


def in_state(connection: Connection, period: Period, *states: str) -> list[int]:
    """The month's versions in any of these states, lowest first."""
    query = select(publications.c.version).where(publications.c.period == str(period), publications.c.state.in_(states))
    return list(connection.execute(query.order_by(publications.c.version)).scalars())


def no_longer_shown(connection: Connection, period: Period) -> list[int]:
    """Versions readers saw once that still have their content, the one shown last at the end."""
    events = publication_events
    query = (
        select(publications.c.version)
        .join(events, (events.c.period == publications.c.period) & (events.c.version == publications.c.version))
        .where(
            publications.c.period == str(period),
            publications.c.state.in_(("superseded", "rolled_back")),
            events.c.state == "published",
        )
        .group_by(publications.c.version)
        .order_by(func.max(events.c.event_no))
    )
    return list(connection.execute(query).scalars())


def empty(connection: Connection, period: Period, version: int, state: str) -> None:
    """Deletes a version's rows and leaves its ledger row, in the state that says why."""
    for table in MARTS.values():
        connection.execute(delete(table).where(table.c.period == str(period), table.c.version == version))
    move(connection, period, version, state)


def remember_broken_lease(connection: Connection, period: Period, reason: str | None) -> None:
    """Notes in the history, beside the month's newest version (0 when it has none), that a run's lock was taken away."""
    _remember(connection, period, next_version(connection, period) - 1, "lease_broken", reason)


def _remember(connection: Connection, period: Period, version: int, state: str, reason: str | None) -> None:
    connection.execute(
        insert(publication_events).values(
            period=str(period), version=version, state=state, reason=reason, happened_at=func.clock_timestamp()
        )
    )
