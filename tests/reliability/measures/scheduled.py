"""A month under a real scheduler: every task of it cleared again, and two runs of it at once."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from tests.lib.airflow_services import Airflow
from tests.lib.scheduled_month import left, receive_and_accept, run_again, scheduled_county, tasks_of, two_runs_at_once
from tests.reliability.measures.line import Line

CLEARED, TWICE = "2026-07", "2026-09"


def measure(given: Namespace) -> list[Line]:
    with (
        tempfile.TemporaryDirectory(prefix="monitor-test-") as folder,
        scheduled_county(Path(folder), lambda: None) as place,
    ):
        same, tasks = _cleared(place.airflow)
        receive_and_accept(TWICE)
        states, overlapped = two_runs_at_once(place.airflow, TWICE)
        versions = len(left(TWICE).versions)
    at_once = f"{versions} version of {len(states)} runs, {', '.join(states)}"
    one = versions == 1 and overlapped and set(states) == {"success"}
    return [
        Line("any task of a month cleared again: identical", f"{same} / {tasks}", same == tasks),
        Line("two runs of one month at once under the scheduler: one version", at_once, one),
    ]


def _cleared(services: Airflow) -> tuple[int, int]:
    """Tasks after whose clearing, alone, the month was what it was; all tasks."""
    run = services.trigger(CLEARED, wait=False)
    assert services.ended(run) == "success", services.account()
    before, tasks = left(CLEARED), tasks_of(services, run)
    same = sum(run_again(services, run, task) == "success" and left(CLEARED) == before for task in tasks)
    return same, len(tasks)
