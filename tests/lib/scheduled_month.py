"""What a month under a scheduler left behind, and the ways in which it is run again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring import steps
from monitoring.commands import months as commands
from monitoring.layout import Layout
from monitoring.published_data import warehouse
from monitoring.settings import load_settings
from monitoring.warehouse.publish import publications
from tests.lib import scheduled_county as county
from tests.lib.airflow_services import ENDED, MONTHLY, Airflow, airflow_services
from tests.lib.alert_sink import AlertSink, alert_sink
from tests.lib.county import environment

ANSWERED_AFTER_SECONDS = 3
"""Airflow loses an answer that comes before its scheduler has noticed that the task waits; people are slower."""


USERS = {"admin": "admin", "wang": "op"}
"""Logins and what they may do; the first is the one that asks when nothing else is said."""


@dataclass
class Scheduled:
    """The county's data folder, its Airflow and where its alerts arrive."""

    home: Path
    airflow: Airflow
    alerts: AlertSink


@contextmanager
def scheduled_county(
    home: Path, prepare: Callable[[], None], alert_seconds: float = 3600, look_seconds: float = 15
) -> Iterator[Scheduled]:
    """The small county under an Airflow of its own. prepare: called when the files have been delivered and before any
    service runs; alert_seconds: after the beginning of a run."""
    include = county.build(home, alert_seconds)
    own = {
        "MONITOR_INCLUDE": str(include),
        "MONITOR_SETTLE_SECONDS": "0",
        "MONITOR_LOOK_SECONDS": str(look_seconds),
    }
    with (
        alert_sink() as sink,
        environment(home, AIRFLOW_CONN_MONITOR_ALERTS=sink.connection, **own),
        airflow_services(home, USERS, prepare) as services,
    ):
        yield Scheduled(home, services, sink)


@dataclass(frozen=True)
class Left:
    """digest: of what readers see; versions: (number, state) of every publication; reports: SHA-256 by file."""

    digest: str | None
    versions: tuple[tuple[int, str], ...]
    reports: tuple[tuple[str, str], ...]


def left(period: str) -> Left:
    """What is there now of a month."""
    settings = load_settings()
    layout = Layout(settings)
    found = publications(warehouse(settings, layout))
    versions = tuple((row["version"], row["state"]) for row in found if str(row["period"])[:7] == period)
    folder = settings.home / "reports" / period
    return Left(commands.published_digest(period), versions, tuple(_hashes(folder)))


def receive_and_accept(period: str) -> None:
    """Receives all deliveries of a month; in a county so small some month is held, and is approved."""
    for dataset in county.DATASETS:
        steps.ingest(dataset, period)
    for dataset in steps.held(period):
        steps.decide(dataset, period, "approved", "王主任", "已核实")


def run_again(services: Airflow, run: str, *tasks: str) -> str:
    """Clears exactly these tasks of a finished run, without names all; returns the state in which the run ends."""
    assert services.clear(run, *tasks)
    return services.ended(run)


def tasks_of(services: Airflow, run: str) -> list[str]:
    """The tasks of a run, sorted."""
    return sorted({task["task_id"] for task in services.tasks(run)})


def two_runs_at_once(services: Airflow, period: str) -> tuple[list[str], bool]:
    """A manual run and a backfill of one month, both of which receive everything again.

    Returns the states in which they ended, and whether they overlapped."""
    before = set(services.runs())
    month = {"from_date": f"{period}-01T00:00:00Z", "to_date": f"{period}-28T00:00:00Z"}
    told = {"wait": False, "redelivered": county.DATASETS}
    how: dict[str, Any] = {"dag_run_conf": told, "max_active_runs": 1, "reprocess_behavior": "none"}
    services.ask("POST", "/backfills", {"dag_id": MONTHLY, **month, **how})
    services.trigger(period, **told)
    services.until("both runs", lambda: len(set(services.runs()) - before) == 2)
    ours = sorted(set(services.runs()) - before)
    services.until("end of both", lambda: all(services.state(run) in ENDED for run in ours))
    first, second = (services.runs()[run] for run in ours)
    overlapped = first["start_date"] < second["end_date"] and second["start_date"] < first["end_date"]
    return [services.state(run) for run in ours], overlapped


def _hashes(folder: Path) -> list[tuple[str, str]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
