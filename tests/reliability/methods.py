"""Ways to publish a month: the project's own, and plausible wrong ones that the harness has to catch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select, union_all
from sqlalchemy.dialects.postgresql import insert

from monitoring.layout import Layout
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.warehouse import versions
from monitoring.warehouse.load import load_table
from monitoring.warehouse.publish import audit, publish, stage
from monitoring.warehouse.tables import MARTS, current_publication, publications
from tests.reliability.points import Points


@dataclass(frozen=True)
class Month:
    """What a run is given. marts: Parquet file by table."""

    engine: Engine
    layout: Layout
    period: Period
    marts: dict[str, Path]


def careful(month: Month, points: Points) -> None:
    """The project's own: stage, audit, publish."""
    points.step = "stage"
    version = stage(month.engine, month.layout, month.period, month.marts)
    points.step = "audit"
    audit(month.engine, month.period, version)
    points.step = "publish"
    publish(month.engine, month.period, version)


def overwrite_in_place(month: Month, points: Points) -> None:
    """Wrong: deletes and inserts the rows readers look at, table by table."""
    points.step = "overwrite"
    with month.engine.begin() as connection:
        _point(connection, month.period, 1)
    for table in MARTS.values():
        with month.engine.begin() as connection:
            connection.execute(delete(table).where(table.c.period == str(month.period), table.c.version == 1))
        _load(month, 1, table.name)


def load_without_transaction(month: Month, points: Points) -> None:
    """Wrong: loads a new version table by table and never clears away what a broken-off run left."""
    points.step = "load"
    with month.engine.begin() as connection:
        version = _highest(connection, month.period) + 1
    _load(month, version, *MARTS)
    with month.engine.begin() as connection:
        versions.add(connection, month.period, version, digest="", row_counts={})
        _point(connection, month.period, version)


def done_before_it_is_done(month: Month, points: Points) -> None:
    """Wrong: notes the publication first, and a rerun that finds the note has nothing to do."""
    points.step = "note"
    note = "".join(sorted(str(path) for path in month.marts.values()))
    query = select(publications.c.version).where(
        publications.c.period == str(month.period), publications.c.digest == note
    )
    with month.engine.begin() as connection:
        if connection.execute(query).first() is not None:
            return
        version = _highest(connection, month.period) + 1
        versions.add(connection, month.period, version, digest=note, row_counts={})
        _point(connection, month.period, version)
    _load(month, version, *MARTS)


def pointer_without_fence(month: Month, points: Points) -> None:
    """Wrong: under the lock, but whoever comes last is right."""
    _staged_then(month, points, lambda connection, version: _point(connection, month.period, version))


def fence_taken_too_late(month: Month, points: Points) -> None:
    """Wrong: a token drawn when publishing is always the highest, and nobody asks what the version was built on."""

    def move(connection: Connection, version: int) -> None:
        _point(connection, month.period, version, versions.next_fence(connection))

    _staged_then(month, points, move)


Method = Callable[[Month, Points], None]
WRONG: dict[str, Method] = {
    method.__name__: method
    for method in (
        overwrite_in_place,
        load_without_transaction,
        done_before_it_is_done,
        pointer_without_fence,
        fence_taken_too_late,
    )
}
METHODS: dict[str, Method] = {"careful": careful, **WRONG}


def _staged_then(month: Month, points: Points, move: Callable[[Connection, int], None]) -> None:
    points.step = "stage"
    version = stage(month.engine, month.layout, month.period, month.marts)
    points.step = "audit"
    audit(month.engine, month.period, version)
    points.step = "publish"
    with month.engine.begin() as connection:
        versions.lock(connection, month.period)
        move(connection, version)
        versions.move(connection, month.period, version, "published")


def _load(month: Month, version: int, *names: str) -> None:
    """Loads tables, each in a transaction of its own."""
    for definition in MART_TABLES:
        if definition.name in names:
            with month.engine.begin() as connection:
                load_table(connection, definition, month.marts[definition.name], month.period, version)


def _highest(connection: Connection, period: Period) -> int:
    """The highest version any row of the month has, loaded whole or not."""
    found = union_all(
        *(select(table.c.version).where(table.c.period == str(period)) for table in (*MARTS.values(), publications))
    ).subquery()
    return int(connection.execute(select(func.coalesce(func.max(found.c.version), 0))).scalar_one())


def _point(connection: Connection, period: Period, version: int, fence: int = 0) -> None:
    statement = insert(current_publication).values(period=str(period), version=version, fence=fence)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["period"], set_={"version": version, "fence": fence})
    )
