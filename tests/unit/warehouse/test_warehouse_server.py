"""The private server: shared by processes, quiet about rows, back after a crash, gone when nobody uses it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import server
from monitoring.warehouse.cluster import Cluster
from tests.lib.warehouse import layout_at

USE = (
    "import sys; from pathlib import Path; from monitoring.warehouse import keeper, server;"
    "from tests.lib.warehouse import layout_at;"
    "keeper.LINGER_SECONDS = 0.2;"
    "engine = server.engine_for(server.private_url(layout_at(Path(sys.argv[1]))));"
    "print(engine.connect().exec_driver_sql('select pg_postmaster_start_time()').scalar(), flush=True);"
    "sys.stdin.read()"
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose path is too long for a socket; its server is stopped at the end whatever happened."""
    long = tmp_path / ("a folder with a long name " * 4).strip()
    yield long
    server.stop(layout_at(long), force=True)


def use(home: Path) -> subprocess.Popen[str]:
    """A process that connects and stays until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def postmaster(home: Path) -> int | None:
    path = Cluster(layout_at(home).postgres).data / "postmaster.pid"
    return int(path.read_text().splitlines()[0]) if path.exists() else None


def gone(home: Path) -> bool:
    deadline = time.monotonic() + 20
    while postmaster(home) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    return postmaster(home) is None


def test_life_of_a_server(home: Path) -> None:
    """Two processes starting at once share one server; it outlives one killed, and ends after the last."""
    first, second = use(home), use(home)
    started = said(first)
    assert started
    assert said(second) == started
    assert not server.stop(layout_at(home))

    first.kill()
    first.wait()
    third = use(home)
    assert said(third) == started

    number = postmaster(home)
    assert number is not None
    os.kill(number, signal.SIGKILL)
    fourth = use(home)
    assert said(fourth) not in ("", started)

    for process in (second, third, fourth):
        process.kill()
        process.wait()
    assert gone(home)
    assert server.stop(layout_at(home))


def test_a_number_left_by_a_crash_and_taken_by_another_process_is_no_server(home: Path) -> None:
    layout = layout_at(home)
    server.private_url(layout)
    assert server.stop(layout)
    left = Cluster(layout.postgres).data / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n1\n5432\n\n\n\nready\n")
    with server.engine_for(server.private_url(layout)).connect() as connection:
        assert connection.execute(text("select 1")).scalar() == 1


def test_stopping_ends_server_and_keeper(home: Path) -> None:
    layout = layout_at(home)
    server.private_url(layout)
    waiting = [
        child for child in psutil.process_iter(["cmdline"]) if str(layout.postgres) in (child.info["cmdline"] or [])
    ]
    assert waiting
    assert server.stop(layout)
    psutil.wait_procs(waiting, timeout=10)
    assert postmaster(home) is None
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in waiting)


def test_nobody_else_on_the_machine_can_reach_the_server(home: Path) -> None:
    layout = layout_at(home)
    server.private_url(layout)
    cluster = Cluster(layout.postgres)
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert cluster.socket.stat().st_mode & 0o777 == 0o700


def test_the_server_never_logs_a_row(warehouse: Engine, server_layout: Layout) -> None:
    assert server.loud_settings(warehouse) == {}
    secret = "529901199001010017"
    insert = "insert into monitoring.current_publication values ('{0}', 1, 1), ('{0}', 1, 1)"
    for statement in (insert, "select '{0}'::date", "select '{0}'::integer", "copy restricted.people from '/{0}'"):
        with warehouse.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(statement.format(secret))
    log = Cluster(server_layout.postgres).log.read_text()
    assert "ready to accept connections" in log
    assert secret not in log


def test_an_error_does_not_show_parameters(warehouse: Engine) -> None:
    with warehouse.connect() as connection, pytest.raises(DBAPIError) as failure:
        connection.execute(text("select 1 / (length(:value) - 18)"), {"value": "529901199001010017"})
    assert "division by zero" in str(failure.value)
    assert "529901199001010017" not in str(failure.value)


def test_sessions_have_time_limits_and_universal_time(warehouse: Engine) -> None:
    with warehouse.connect() as connection:
        for name, value in {"lock_timeout": "30s", "statement_timeout": "15min", "TimeZone": "UTC"}.items():
            assert connection.execute(text("select current_setting(:name)"), {"name": name}).scalar() == value
        assert connection.execute(text("select 'a' > 'B' collate \"C\", 'a' > 'B'")).one() == (True, True)


def test_another_server_is_used_when_one_is_named(tmp_path: Path) -> None:
    address = "postgresql://someone:secret@db.example:5433/county"
    settings = replace(load_settings(), home=tmp_path, warehouse_url=address)
    engine = server.connect(settings, Layout(settings))
    assert engine.url == make_url(address).set(drivername="postgresql+psycopg")
    assert "secret" not in repr(engine)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["mysql://someone:secret@db/county", "secret"])
def test_a_bad_address_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    settings = replace(load_settings(), home=tmp_path, warehouse_url=address)
    with pytest.raises(ConfigurationError) as refusal:
        server.connect(settings, Layout(settings))
    assert "secret" not in str(refusal.value)
