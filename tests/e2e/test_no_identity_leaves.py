"""After a month through the real Dags, with everything in it that goes wrong, no identity stands in any sink."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from monitoring.sealing import sweep
from tests.lib.airflow_month import MONTH, airflow_month, full_names
from tests.lib.deliveries import make_layout
from tests.lib.leaks import OTHER, SERVED, SINKS, leaks, scan, sink_of
from tests.lib.plants import NAME, PLANTS

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("airflow_month")
    airflow_month(home)
    return home


@pytest.mark.slow
def test_a_month_leaks_nothing_into_any_sink(month: Path) -> None:
    names = full_names(month)
    done = scan(month, names)

    assert len(names) > 500
    assert done.found == []
    assert {sink for sink in SINKS if not done.size.get(sink)} <= {"temporary files"}


@pytest.mark.slow
def test_a_worker_was_killed_and_what_it_had_open_is_gone(month: Path) -> None:
    assert (month / "killed.txt").exists()
    sweep(make_layout(month))
    assert list((month / "tmp" / "opened").glob("[!.]*")) == []


@pytest.mark.slow
def test_the_month_was_published_without_the_broken_delivery(month: Path) -> None:
    ledger = json.loads((month / "ledger" / "water.drinking_water" / f"period={MONTH}.json").read_text("utf-8"))

    assert ledger["status"] == "refused"
    assert list((month / "reports" / MONTH).glob("月报_*.html"))


@pytest.mark.slow
def test_airflow_kept_its_own_record_of_the_run(month: Path) -> None:
    with sqlite3.connect(month / "airflow" / "airflow.db") as database:
        (tasks,) = database.execute("select count(*) from task_instance where state = 'success'").fetchone()
        (values,) = database.execute("select count(*) from xcom").fetchone()

    assert tasks > 100
    assert values > 50


@pytest.mark.parametrize("plant", PLANTS)
def test_the_scanner_sees_every_plant(tmp_path: Path, plant: str) -> None:
    sink, put = PLANTS[plant]
    put(tmp_path)

    found = leaks(tmp_path, frozenset({NAME}))

    assert found
    assert {sink_of(line.partition(":")[0]) for line in found} >= {sink}


def test_every_sink_has_its_plant() -> None:
    assert {sink for sink, _ in PLANTS.values()} == {*SINKS, *SERVED, OTHER}
