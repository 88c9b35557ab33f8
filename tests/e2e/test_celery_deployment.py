"""The services of docker-compose.yaml, run natively: a month in which each is killed, and what they have said by the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lib.airflow_month import full_names
from tests.lib.celery_month import celery_month, lacking
from tests.lib.leaks import SERVED, SINKS, scan

# About eight minutes on two cores; the first time also the libraries of production are installed.
pytestmark = [
    pytest.mark.sweep,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(lacking() is not None, reason=str(lacking())),
]
RETRY_DELAY, LOOK_EVERY, START = 60, 10, 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deployed") / "home"


@pytest.fixture(scope="module")
def trial(home: Path) -> Iterator[dict[str, Any]]:
    with celery_month(home) as found:
        yield found


def test_a_month_in_which_every_service_is_killed_publishes_what_an_undisturbed_one_does(trial: dict[str, Any]) -> None:
    assert trial["same"]
    assert {name.partition(".")[0] for name in trial["not_well"]} == {"ingest__water"}


def test_what_a_killed_process_held_is_begun_again_in_the_stated_time(trial: dict[str, Any]) -> None:
    services = {"scheduler", "broker", "api-server", "metadata", "warehouse"}
    assert set(trial["recovered"]) == {"task process", "worker", *services}
    assert trial["recovered"]["task process"] < RETRY_DELAY + START
    assert trial["recovered"]["worker"] < trial["noticed_after"] + LOOK_EVERY + RETRY_DELAY + START
    assert len(trial["tried_again"]) >= 2


def test_a_worker_that_is_asked_to_stop_ends_its_tasks_first(trial: dict[str, Any]) -> None:
    assert trial["stopped_warm"]


def test_nobody_is_named_in_any_sink_of_the_deployment(trial: dict[str, Any], home: Path) -> None:
    done = scan(home, full_names(home))
    elsewhere = {"output of a killed worker", "exports", "temporary files"}

    assert done.found == []
    assert {sink for sink in {*SINKS, *SERVED} if not done.size.get(sink)} <= elsewhere
