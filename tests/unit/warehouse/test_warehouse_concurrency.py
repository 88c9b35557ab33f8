"""Two runs of one month at once, readers meanwhile, and a run that is frozen."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from monitoring.warehouse import access, versions
from monitoring.warehouse.errors import WarehouseUnavailable
from monitoring.warehouse.publish import audit, break_lease, publications, publish, rollback, stage
from monitoring.warehouse.server import engine_for
from tests.lib.marts import Marts, sample, write
from tests.lib.warehouse import PERIOD, layout_at

Load = Callable[[Marts], int]
ROUNDS = 4


def run_months(address: str, home: Path, months: list[dict[str, Path]], start: Barrier) -> None:
    """Body of a process: one run of the month after another, each as a Dag does it."""
    engine = engine_for(make_url(address))
    for paths in months:
        start.wait(60)
        version = stage(engine, layout_at(home), PERIOD, paths)
        audit(engine, PERIOD, version)
        publish(engine, PERIOD, version)


def test_two_runs_of_one_month_end_as_one_version(server_url: URL, warehouse: Engine, tmp_path: Path) -> None:
    months = []
    for turn in range(ROUNDS):
        marts = sample()
        marts["monitoring_subjects"][0]["priority"] = turn
        months.append(write(marts, tmp_path / str(turn)))
    context = multiprocessing.get_context("spawn")
    arguments = (server_url.render_as_string(hide_password=False), tmp_path, months, context.Barrier(2))
    runs = [context.Process(target=run_months, args=arguments) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0]
    assert [row["version"] for row in publications(warehouse)] == list(range(1, ROUNDS + 1))
    assert access.current_version(warehouse, PERIOD) == ROUNDS


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ"])
def test_a_reader_sees_whole_versions_while_the_pointer_moves(warehouse: Engine, release: Load, level: str) -> None:
    """Version N shows N everywhere; one statement (or, repeatable, one transaction) never mixes two."""
    for number in (1, 2):
        marts = sample()
        marts["indicators"][0]["value"] = number
        for subject in marts["monitoring_subjects"]:
            subject["priority"] = number
        release(marts)
    done = threading.Event()

    def keep_moving() -> None:
        for turn in range(60):
            rollback(warehouse, PERIOD, 1 + turn % 2)
        done.set()

    seen, torn = set(), 0
    publisher = threading.Thread(target=keep_moving)
    publisher.start()
    while not done.is_set():
        with warehouse.connect().execution_options(isolation_level=level) as connection:
            subjects = connection.execute(text("select version, priority from mart.monitoring_subjects")).all()
            indicators = connection.execute(text("select version, value from mart.indicators")).all()
        torn += len(set(subjects)) != 1 or len(subjects) != 2 or len(indicators) != 1
        torn += level == "REPEATABLE READ" and set(subjects) != set(indicators)
        seen |= set(subjects)
    publisher.join()
    assert torn == 0
    assert seen == {(1, 1), (2, 2)}


def test_a_frozen_run_is_waited_for_and_can_be_ended(warehouse: Engine, server_url: URL, load: Load) -> None:
    version = load(sample())
    with engine_for(server_url).connect() as frozen:
        versions.lock(frozen, PERIOD)
        event.listen(warehouse, "begin", lambda other: other.exec_driver_sql("set local lock_timeout = '200ms'"))
        with pytest.raises(WarehouseUnavailable, match="55P03"):
            audit(warehouse, PERIOD, version)
        assert break_lease(warehouse, PERIOD.shift(1)) == 0
        assert break_lease(warehouse, PERIOD) == 1
        audit(warehouse, PERIOD, version)
        publish(warehouse, PERIOD, version)
        with pytest.raises(OperationalError):
            frozen.commit()


def test_who_ended_a_frozen_run_and_why_stands_in_the_history(
    warehouse: Engine, server_url: URL, release: Load
) -> None:
    release(sample())
    history = text("select version, reason from monitoring.publication_events where state = 'lease_broken'")
    break_lease(warehouse, PERIOD, "张三：工作进程无响应")
    with engine_for(server_url).connect() as frozen:
        versions.lock(frozen, PERIOD)
        break_lease(warehouse, PERIOD, "张三：工作进程无响应")
        frozen.invalidate()
    with warehouse.connect() as connection:
        assert connection.execute(history).all() == [(1, "张三：工作进程无响应")]
