"""A county all of whose departments are on time in its second month, and what is published when one of them is not.

A database per trial on one server; what the trials share (the month before, the other departments' deliveries) is
received and computed once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
from sqlalchemy import URL

from monitoring import steps
from monitoring.layout import Layout
from monitoring.marts_schema import MART_TABLES
from monitoring.settings import load_settings
from monitoring.simulator.simulate import simulate
from monitoring.sources import today as clock
from monitoring.warehouse import access, keeper, migrate, server
from monitoring.warehouse.load import content_digest
from tests.lib.county import environment
from tests.lib.warehouse import layout_at
from tests.reliability.small_county import MONTHS

BEFORE, MONTH = MONTHS
ON_TIME, DEADLINE, LATE = 10, 20, 25
"""Days of the month on which deliveries are looked for."""

_RESIDENTS, _SEED = 1_000, 3
_OF_THE_MONTH = ("raw", "standardised", "staging", "quarantine")
_BESIDE_THEM = ("ledger", "validation", "profiles", "sources")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Published:
    """What readers get of the month: version, its digest in the warehouse, its tables; outstanding: what an operator is
    told of a month that is not published yet."""

    version: int
    digest: str
    tables: dict[str, Rows]
    outstanding: dict[str, object]


@dataclass
class DeadlineCounty:
    """home: everybody on time, published as version 1 (on_time)."""

    home: Path
    address: URL
    on_time: Published
    _trials: int = 0

    @contextmanager
    def without(self, department: str) -> Iterator[Path]:
        """A copy in which nothing of that department has come in the month, and a database without the month; the
        environment is that of the copy."""
        self._trials += 1
        name = f"trial_{self._trials}"
        with tempfile.TemporaryDirectory(prefix="monitor-test-") as place:
            home = Path(place) / "h"
            shutil.copytree(self.home, home, ignore=shutil.ignore_patterns("postgres", "tmp", "reports"))
            for dataset in steps.datasets_of(department):
                _forget(home, dataset)
            shutil.rmtree(home / "runs" / f"period={MONTH}")
            shutil.move(home / "inbox" / str(MONTH) / department, home / "kept_back")
            _create(self.address, name)
            address = self.address.set(database=name).render_as_string(hide_password=False)
            with environment(home, MONITOR_SETTLE_SECONDS="0", MONITOR_WAREHOUSE_URL=address):
                yield home


@contextmanager
def deadline_county() -> Iterator[DeadlineCounty]:
    """Two months; in the second the county would hold a dataset back in its last one, so it is told of three."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as place:
        home = Path(place)
        simulate(_SEED, _RESIDENTS, [*MONTHS, MONTH.shift(1)], home)
        layout = layout_at(home)
        try:
            address = server.private_url(layout)
            _prepare(address)
            with environment(home, MONITOR_SETTLE_SECONDS="0"):
                for month in MONTHS:
                    receive(month, ON_TIME, steps.department_names())
                    run_until_published(str(month))
                yield DeadlineCounty(home, address, published(home, steps.unpublished(str(MONTH))))
        finally:
            server.stop(layout, force=True)
            keeper.drop_lease(layout.postgres)


def run_until_published(month: str) -> None:
    """The stages of a month, without its reports."""
    for step in steps.MONTH[:-1]:
        step(month)


def receive(month: Any, day: int, departments: list[str]) -> None:
    """Looks for everything of those departments on that day of the month."""
    with patch.object(clock, "today", lambda: month.day(day)):
        for department in departments:
            for dataset in steps.datasets_of(department):
                steps.ingest(dataset, str(month))


def deliver(home: Path, department: str) -> None:
    """Puts what was held back into the inbox."""
    shutil.move(home / "kept_back", home / "inbox" / str(MONTH) / department)


def published(home: Path, outstanding: dict[str, object]) -> Published:
    """The month as it is published now."""
    settings = load_settings()
    engine = server.connect(settings, Layout(settings))
    digest = access.published_digest(engine, MONTH)
    paths = {table.name: home / "marts" / table.name / f"period={MONTH}" / "data.parquet" for table in MART_TABLES}
    tables = {name: pq.read_table(path, partitioning=None).to_pylist() for name, path in paths.items()}
    return Published(access.current_version(engine, MONTH) or 0, str(digest), tables, outstanding)


def digest_of(version: int) -> str:
    """SHA-256 over that version's rows, whether readers are shown it or not."""
    settings = load_settings()
    with access.reader(server.connect(settings, Layout(settings))) as connection:
        return content_digest(connection, MONTH, version)


def _forget(home: Path, dataset: str) -> None:
    for layer in _OF_THE_MONTH:
        shutil.rmtree(home / layer / dataset / f"period={MONTH}", ignore_errors=True)
    for folder in _BESIDE_THEM:
        (home / folder / dataset / f"period={MONTH}.json").unlink(missing_ok=True)


def _prepare(address: URL) -> None:
    """The database of which every trial's is a copy; what is written is thrown away and need not reach the disk."""
    with server.engine_for(address).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"alter system set {name} = off")
        connection.exec_driver_sql("select pg_reload_conf()")
        connection.exec_driver_sql("create database empty")
    migrate.upgrade(server.engine_for(address.set(database="empty")))


def _create(address: URL, name: str) -> None:
    with server.engine_for(address).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"create database {name} template empty")
