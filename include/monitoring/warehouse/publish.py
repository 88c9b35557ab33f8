"""Publication of a month: load a version nobody sees, audit it, move the pointer; and the way back.

Two runs of one month may overlap, and a run believed dead may go on. Three things keep them apart: the month's
advisory lock lets one transaction at a time change its versions; a version is published only on top of the version it
was loaded on top of; and the pointer takes only a higher fence than it has. A run that lost stops with LeaseLost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects.postgresql import insert

from monitoring.errors import AuditRefused, MonitoringError
from monitoring.layout import Layout
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.warehouse import migrate, versions
from monitoring.warehouse.audit import AuditReport, audit
from monitoring.warehouse.errors import LeaseLost, WarehouseError, guarded
from monitoring.warehouse.load import content_digest, load_table, refresh_statistics
from monitoring.warehouse.tables import current_publication, publication_events
from monitoring.warehouse.tables import publications as ledger

__all__ = [
    "AuditReport",
    "Provenance",
    "audit",
    "break_lease",
    "lease",
    "publications",
    "publish",
    "refusals",
    "rollback",
    "stage",
]

KEPT_SUPERSEDED = 3


@dataclass(frozen=True)
class Provenance:
    """Digests (hex) of what a version was made by and from: program, configuration, delivered files."""

    code_digest: str | None = None
    config_digest: str | None = None
    inputs_digest: str | None = None


def stage(
    engine: Engine,
    layout: Layout,
    period: Period,
    marts: Mapping[str, Path] | None = None,
    provenance: Provenance | None = None,
) -> int:
    """Loads the month's marts as a version nobody sees yet; returns its number.

    marts: Parquet file by table, by default those of the data folder. When the same content is published or staged
    already, that version's number is returned. What earlier runs of the month staged and did not publish is removed.
    Raises AuditRefused when a table breaks its own key, MonitoringError when a file is missing,
    has other columns, or is rewritten meanwhile; the database then holds what it held before.
    """
    paths = {table.name: layout.table("marts", table.name, period) for table in MART_TABLES} | dict(marts or {})
    try:
        return _stage(engine, period, paths, provenance or Provenance())
    except WarehouseError as error:
        if not (error.sqlstate or "").startswith("23"):
            raise
        reason = f"{period} 的数据违反数据表的约束（SQLSTATE {error.sqlstate}，约束 {error.constraint or '非空'}）"
    raise AuditRefused(reason)


@guarded
def _stage(engine: Engine, period: Period, paths: dict[str, Path], provenance: Provenance) -> int:
    with engine.begin() as connection:
        versions.lock(connection, period)
        migrate.require_own_schema(connection)
        version = versions.next_version(connection, period)
        with connection.begin_nested() as loading:
            counts = _load(connection, period, version, paths)
            digest = content_digest(connection, period, version)
            same = versions.same_content(connection, period, digest)
            if same is not None:
                loading.rollback()
        # Even a run that brings nothing new is newer than what waits here: a run from the past must not publish it.
        for earlier in versions.in_state(connection, period, *versions.UNPUBLISHED):
            if earlier != same:
                versions.empty(connection, period, earlier, "discarded")
        if same is not None:
            return same
        versions.add(connection, period, version, digest=digest, row_counts=counts, **asdict(provenance))
    refresh_statistics(engine)
    return version


def _load(connection: Connection, period: Period, version: int, paths: dict[str, Path]) -> dict[str, int]:
    """Rows by table. Raises MonitoringError when a file is replaced meanwhile."""
    marks = _marks(paths)
    counts = {table.name: load_table(connection, table, paths[table.name], period, version) for table in MART_TABLES}
    if _marks(paths) != marks:
        raise MonitoringError(f"{period} 的数据表在装入期间被另一次运行改写，请重新运行")
    return counts


def _marks(paths: dict[str, Path]) -> list[tuple[int, int, int]]:
    """Changes when a file is replaced."""
    stats = [paths[name].stat() for name in sorted(paths) if paths[name].exists()]
    return [(stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in stats]


@guarded
def publish(engine: Engine, period: Period, version: int) -> int:
    """Makes an audited version the one readers see, in one transaction; returns its number.

    The pointer stays when it is there already. Raises AuditRefused when it has not passed its audit, LeaseLost when a newer
    run of the month came first, OtherSchema when the warehouse was upgraded meanwhile. More than KEPT_SUPERSEDED
    superseded versions are then emptied; those shown last stay.
    """
    with engine.begin() as connection:
        versions.lock(connection, period)
        migrate.require_own_schema(connection)
        before = versions.current(connection, period)
        if before != version:
            _replace(connection, period, version, before)
    _purge(engine, period)
    return version


@guarded
def rollback(engine: Engine, period: Period, version: int, reason: str | None = None) -> int:
    """Makes an earlier published version the one readers see again; returns its number.

    Does nothing when it is that already. reason: why, for the ledger. Raises MonitoringError when the version was
    never published or its content has been emptied. Versions staged before are no longer publishable.
    """
    with engine.begin() as connection:
        versions.lock(connection, period)
        before = versions.current(connection, period)
        if before == version:
            return version
        row = versions.find(connection, period, version)
        if before is None or row is None or row.state not in ("superseded", "rolled_back"):
            raise MonitoringError(f"{period} 第 {version} 版不能恢复：从未发布，或内容已清除")
        _move_pointer(connection, period, version, versions.next_fence(connection))
        versions.move(connection, period, version, "published", reason)
        versions.move(connection, period, before, "rolled_back", reason)
    return version


@guarded
def break_lease(engine: Engine, period: Period, reason: str | None = None) -> int:
    """Ends database sessions that hold the month's lock, for a run that is frozen; returns how many were ended.

    reason: who and why, for the history of publications; written when a session was ended.
    """
    with engine.begin() as connection:
        ended = versions.end_lock_holders(connection, period)
        if ended:
            versions.remember_broken_lease(connection, period, reason)
        return ended


@guarded
def refusals(engine: Engine) -> list[dict[str, Any]]:
    """Versions that the audit refused and nothing has replaced: period, version, reason."""
    events, newest = publication_events, func.max(publication_events.c.event_no)
    last = select(newest).where(events.c.state == "refused").group_by(events.c.period, events.c.version)
    query = (
        select(events.c.period, events.c.version, events.c.reason)
        .join(ledger, (ledger.c.period == events.c.period) & (ledger.c.version == events.c.version))
        .where(ledger.c.state == "refused", events.c.event_no.in_(last))
        .order_by(events.c.period, events.c.version)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@guarded
def lease(engine: Engine, period: Period) -> list[dict[str, Any]]:
    """Who holds the month's lock now: pid, state, seconds in that state; nothing is changed."""
    with engine.connect() as connection:
        return versions.lock_holders(connection, period)


@guarded
def publications(engine: Engine) -> list[dict[str, Any]]:
    """The ledger, by period and version, with `is_current` for the version readers see."""
    pointer = current_publication
    query = (
        select(ledger, pointer.c.version.isnot(None).label("is_current"))
        .outerjoin(pointer, (pointer.c.period == ledger.c.period) & (pointer.c.version == ledger.c.version))
        .order_by(ledger.c.period, ledger.c.version)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _replace(connection: Connection, period: Period, version: int, before: int | None) -> None:
    row = versions.find(connection, period, version)
    if row is not None and row.state in ("staged", "refused"):
        raise AuditRefused(f"{period} 第 {version} 版尚未通过审核，不能发布")
    if row is None or row.state != "audited" or row.parent_version != before:
        raise LeaseLost(f"{period} 第 {version} 版已被后来的运行取代，未发布")
    _move_pointer(connection, period, version, row.fence)
    versions.move(connection, period, version, "published")
    if before is not None:
        versions.move(connection, period, before, "superseded")


def _move_pointer(connection: Connection, period: Period, version: int, fence: int) -> None:
    pointer = current_publication
    statement = insert(pointer).values(period=str(period), version=version, fence=fence)
    moved = statement.on_conflict_do_update(
        index_elements=[pointer.c.period],
        set_={"version": version, "fence": fence},
        where=pointer.c.fence < fence,
    ).returning(pointer.c.version)
    if connection.execute(moved).one_or_none() is None:
        raise LeaseLost(f"{period} 第 {version} 版的令牌已过期，未发布")


def _purge(engine: Engine, period: Period) -> None:
    with engine.begin() as connection:
        versions.lock(connection, period)
        for version in versions.no_longer_shown(connection, period)[:-KEPT_SUPERSEDED]:
            versions.empty(connection, period, version, "purged")
