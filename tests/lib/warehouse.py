"""One private PostgreSQL for the whole test session; every test begins with its tables empty."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine

from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.warehouse import keeper, server
from monitoring.warehouse.migrate import upgrade
from monitoring.warehouse.publish import audit, publish, stage
from monitoring.warehouse.tables import metadata
from tests.lib import marts

PERIOD = Period(2026, 10)


def layout_at(home: Path) -> Layout:
    """The layout of a data folder."""
    return Layout(replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None))


@pytest.fixture(scope="session")
def server_layout() -> Iterator[Layout]:
    """The data folder of the session's server, short enough for a socket beside the data."""
    home = Path(tempfile.mkdtemp(prefix="monitor-test-"))
    layout = layout_at(home)
    yield layout
    server.stop(layout, force=True)
    keeper.drop_lease(layout.postgres)
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def server_url(server_layout: Layout) -> URL:
    """The session's server, its database migrated."""
    url = server.private_url(server_layout)
    # What a test leaves behind is thrown away: nothing of it needs to reach the disk.
    with server.engine_for(url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"alter system set {name} = off")
        connection.exec_driver_sql("select pg_reload_conf()")
    upgrade(server.engine_for(url))
    return url


@pytest.fixture
def warehouse(server_url: URL) -> Engine:
    """An engine on the migrated, emptied database."""
    tables = ", ".join(f"{table.schema}.{table.name}" for table in metadata.sorted_tables)
    engine = server.engine_for(server_url)
    with engine.begin() as connection:
        # The access log refuses to be emptied; a superuser can look away from that.
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.exec_driver_sql(f"truncate {tables} restart identity")
    return engine


@pytest.fixture
def load(warehouse: Engine, tmp_path: Path) -> Callable[[marts.Marts], int]:
    """Stages rows as a version of PERIOD."""

    def stage_rows(rows: marts.Marts) -> int:
        return stage(warehouse, layout_at(tmp_path), PERIOD, marts.write(rows, tmp_path / "marts"))

    return stage_rows


@pytest.fixture
def release(warehouse: Engine, load: Callable[[marts.Marts], int]) -> Callable[[marts.Marts], int]:
    """Stages, audits and publishes rows; returns the version."""

    def publish_rows(rows: marts.Marts) -> int:
        version = load(rows)
        audit(warehouse, PERIOD, version)
        return publish(warehouse, PERIOD, version)

    return publish_rows
