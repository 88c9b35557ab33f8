"""Runs and readers at the same time: one version, no mixture, and no run from the past."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import event

from monitoring.warehouse.publish import break_lease, rollback
from monitoring.warehouse.tables import MARTS
from tests.reliability.bench import Bench
from tests.reliability.look import look
from tests.reliability.overlap import (
    MEANWHILE,
    between_audit_and_publish,
    doubled,
    points_of_zombies,
    read_while_publishing,
    two_months_at_once,
    zombie,
)
from tests.reliability.runs import FREEZE, Running

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("rounds", [2, pytest.param(40, marks=[pytest.mark.sweep, pytest.mark.timeout(900)])])
def test_two_runs_at_once_end_as_one_version(bench: Bench, rounds: int) -> None:
    assert [doubled(bench, turn % 10 / 40) for turn in range(rounds)] == [True] * rounds


@pytest.mark.parametrize("reads", [40, pytest.param(400, marks=[pytest.mark.sweep, pytest.mark.timeout(900)])])
def test_no_read_mixes_two_versions(bench: Bench, reads: int) -> None:
    reading = read_while_publishing(bench, reads)
    assert reading.reads >= reads
    assert reading.versions > 1
    assert reading.torn == 0


def test_reading_catches_overwriting_in_place(bench: Bench) -> None:
    assert read_while_publishing(bench, 40, "overwrite_in_place").torn > 0


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_frozen_run_publishes_over_nothing_newer_and_can_be_run_again(bench: Bench, meanwhile: str) -> None:
    ending = zombie(bench, between_audit_and_publish(bench), meanwhile=meanwhile)
    assert ending.how == "LeaseLost"
    assert ending.fenced


def test_two_months_at_once_do_not_touch_each_other(bench: Bench) -> None:
    assert two_months_at_once(bench)


@pytest.mark.sweep
@pytest.mark.timeout(900)
def test_a_run_frozen_anywhere_after_staging_is_fenced(bench: Bench) -> None:
    endings = [zombie(bench, at) for at in points_of_zombies(bench)[::4]]
    assert len(endings) > 10
    assert all(ending.fenced for ending in endings)


@pytest.mark.parametrize(
    "method", ["pointer_without_fence", pytest.param("fence_taken_too_late", marks=pytest.mark.sweep)]
)
def test_freezing_catches_a_missing_fence(bench: Bench, method: str) -> None:
    ending = zombie(bench, between_audit_and_publish(bench, method), method)
    assert not ending.newer_is_shown


def test_a_frozen_month_does_not_stop_another(bench: Bench) -> None:
    """Frozen in the middle of loading: the worst moment, with locks held."""
    loading = bench.points(2).index("stage: before commit") + 1
    period, other = bench.fresh_month(), bench.fresh_month()
    frozen = Running(bench.run(period, 2, fault=FREEZE, at=loading))
    try:
        frozen.wait_until_frozen()
        event.listen(bench.engine, "begin", lambda each: each.exec_driver_sql("set local lock_timeout = '500ms'"))
        bench.publish(other, 1)
    finally:
        break_lease(bench.engine, period)
        frozen.thaw()
        frozen.outcome()
    assert look(bench.engine, other).digest == bench.digests[1]


def test_bringing_a_version_back_moves_no_rows(bench: Bench) -> None:
    period = bench.fresh_month()
    bench.publish(period, 1)
    bench.publish(period, 2)
    statements: list[str] = []
    event.listen(bench.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    started = time.monotonic()
    rollback(bench.engine, period, 1, "核实有误")
    assert time.monotonic() - started < 2
    assert not [line for line in statements if any(f".{table} " in f"{line} " for table in MARTS)]
    assert look(bench.engine, period).digest == bench.digests[1]
