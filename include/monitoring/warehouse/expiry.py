"""What the warehouse keeps for a time only: versions nobody sees any more, and the oldest of the access log."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, func, select, text

from monitoring.period import Period
from monitoring.warehouse import versions
from monitoring.warehouse.errors import guarded
from monitoring.warehouse.tables import access_log, publication_events, publications

_SEEN_ONCE = ("superseded", "rolled_back")


@guarded
def versions_before(engine: Engine, day: dt.date) -> list[tuple[str, int]]:
    """(month, version) of what got its state before that day and is neither published nor empty, sorted."""
    last = (
        select(publication_events.c.period, publication_events.c.version, func.max(publication_events.c.happened_at))
        .where(publication_events.c.state != "lease_broken")
        .group_by(publication_events.c.period, publication_events.c.version)
        .subquery()
    )
    query = (
        select(publications.c.period, publications.c.version)
        .join(last, (last.c.period == publications.c.period) & (last.c.version == publications.c.version))
        .where(publications.c.state.in_((*_SEEN_ONCE, *versions.UNPUBLISHED)), last.c.max < _moment(day))
        .order_by(publications.c.period, publications.c.version)
    )
    with engine.connect() as connection:
        return [(row.period, row.version) for row in connection.execute(query)]


@guarded
def empty_version(engine: Engine, period: Period, version: int) -> None:
    """Deletes the rows of a version that readers do not see; what became current meanwhile stays."""
    with engine.begin() as connection:
        versions.lock(connection, period)
        row = versions.find(connection, period, version)
        if row is None or version == versions.current(connection, period):
            return
        if row.state in _SEEN_ONCE:
            versions.empty(connection, period, version, "purged")
        elif row.state in versions.UNPUBLISHED:
            versions.empty(connection, period, version, "discarded")


@guarded
def access_before(engine: Engine, day: dt.date) -> int:
    """Entries of the access log made before that day."""
    query = select(func.count()).select_from(access_log).where(access_log.c.requested_at < _moment(day))
    with engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


@guarded
def forget_access(engine: Engine, day: dt.date) -> None:
    """Deletes those entries, oldest first, up to the first that is not; the database refuses any under three years."""
    with engine.begin() as connection:
        connection.execute(text("select monitoring.forget_access(:moment)"), {"moment": _moment(day)})


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
