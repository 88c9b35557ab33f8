"""What is to be seen in the warehouse after a fault: the content readers get, and whether the ledger is in order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from monitoring.period import Period
from monitoring.warehouse import versions
from monitoring.warehouse.access import reader
from monitoring.warehouse.load import content_digest
from monitoring.warehouse.tables import MARTS, current_publication, publication_events, publications

WITHOUT_CONTENT = ("discarded", "purged")
NEXT_STATES: dict[str | None, set[str]] = {
    None: {"staged"},
    "staged": {"audited", "refused", "discarded"},
    "refused": {"audited", "discarded"},
    "audited": {"published", "discarded"},
    "published": {"superseded", "rolled_back"},
    "superseded": {"published", "purged"},
    "rolled_back": {"published", "purged"},
    "discarded": set(),
    "purged": set(),
}


@dataclass(frozen=True)
class Look:
    """One state of the database. digest: of the content readers get, None before the first publication;
    half: tables in which a version has other rows than its ledger row says; illegal: what is wrong with the ledger;
    states: by version.
    """

    version: int | None
    digest: str | None
    half: list[str]
    illegal: list[str]
    states: dict[int, str]


def look(engine: Engine, period: Period) -> Look:
    """Reads pointer, rows and ledger of a month in one snapshot."""
    with reader(engine) as connection:
        version = versions.current(connection, period)
        digest = None if version is None else content_digest(connection, period, version)
        query = select(publications.c.version, publications.c.state).where(publications.c.period == str(period))
        states = dict(connection.execute(query).tuples().all())
        return Look(version, digest, _half(connection, period), _illegal(connection, period), states)


def _half(connection: Connection, period: Period) -> list[str]:
    rows = connection.execute(select(publications).where(publications.c.period == str(period))).all()
    promised = {row.version: {} if row.state in WITHOUT_CONTENT else row.row_counts for row in rows}
    found = []
    for name, table in MARTS.items():
        counting = select(table.c.version, func.count()).where(table.c.period == str(period)).group_by(table.c.version)
        there = dict(connection.execute(counting).tuples().all())
        found += [
            f"{name} version {version}"
            for version in sorted({*there, *promised})
            if there.get(version, 0) != promised.get(version, {}).get(name, 0)
        ]
    return found


def _illegal(connection: Connection, period: Period) -> list[str]:
    ledger = connection.execute(
        select(publications).where(publications.c.period == str(period)).order_by(publications.c.version)
    ).all()
    pointer = connection.execute(
        select(current_publication).where(current_publication.c.period == str(period))
    ).one_or_none()
    shown = [row.version for row in ledger if row.state == "published"]
    found = []
    if shown != ([] if pointer is None else [pointer.version]):
        found.append(f"published are {shown}, the pointer is at {pointer and pointer.version}")
    if len({row.fence for row in ledger}) != len(ledger):
        found.append("two versions have one fence")
    last = _walked(connection, period, found)
    found += [f"version {row.version} is {row.state}" for row in ledger if last.get(row.version) != row.state]
    found += [f"version {version} has a history only" for version in set(last) - {row.version for row in ledger}]
    return found


def _walked(connection: Connection, period: Period, found: list[str]) -> dict[int, str]:
    """The state each version's history ends in; steps that do not exist are added to what was found."""
    events = publication_events
    query = select(events.c.version, events.c.state).where(
        events.c.period == str(period), events.c.state != "lease_broken"
    )
    last: dict[int, str] = {}
    for version, state in connection.execute(query.order_by(events.c.event_no)).tuples():
        if state not in NEXT_STATES[last.get(version)]:
            found.append(f"version {version} went from {last.get(version)} to {state}")
        last[version] = state
    return last
