"""A run killed at any point leaves the old or the new month, and a rerun ends as if nothing had happened."""

from __future__ import annotations

import pytest

from monitoring.warehouse.publish import KEPT_SUPERSEDED
from tests.reliability.bench import Bench
from tests.reliability.look import look
from tests.reliability.runs import execute
from tests.reliability.sweep import cuts, sweep


@pytest.mark.parametrize(("again", "first"), [pytest.param(False, 40, marks=pytest.mark.slow), (True, 60)])
def test_killed_at_some_points(bench: Bench, again: bool, first: int) -> None:
    tally = sweep(bench, again, every=150, first=first)
    assert tally.tried >= 2
    assert tally.failed == set()


@pytest.mark.sweep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("again", [False, True])
def test_killed_at_every_point(bench: Bench, again: bool) -> None:
    tally = sweep(bench, again)
    assert tally.tried > 200
    assert tally.failed == set()
    assert tally.old
    assert tally.new


@pytest.mark.slow
@pytest.mark.parametrize("every", [10_000, pytest.param(1, marks=[pytest.mark.sweep, pytest.mark.timeout(1800)])])
def test_a_connection_lost_at_any_commit_is_tried_again_and_ends_the_same(bench: Bench, every: int) -> None:
    tally = cuts(bench, every)
    assert tally.failed == set()
    assert tally.old
    assert tally.new


@pytest.mark.slow
def test_killed_before_old_versions_are_emptied_a_rerun_empties_them(bench: Bench) -> None:
    period = bench.fresh_month()
    for turn in range(KEPT_SUPERSEDED + 1):
        bench.publish(period, 1 + turn % 2)
    committed = bench.points(3, 1).index("publish: after commit") + 1
    execute(bench.run(period, 3, at=committed))
    assert look(bench.engine, period).states[1] == "superseded"
    bench.publish(period, 3)
    assert look(bench.engine, period).states[1] == "purged"


@pytest.mark.sweep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("method", "finding"),
    [
        ("overwrite_in_place", "torn"),
        ("load_without_transaction", "half"),
        ("done_before_it_is_done", "different"),
    ],
)
def test_the_sweep_catches_a_wrong_way_to_publish(bench: Bench, method: str, finding: str) -> None:
    assert getattr(sweep(bench, True, method, every=16), finding)


def test_the_sweep_catches_overwriting_at_one_point_only(bench: Bench) -> None:
    points = bench.points(2, 1, "overwrite_in_place")
    tally = sweep(bench, True, "overwrite_in_place", every=len(points), first=len(points) // 2)
    assert (tally.tried, len(tally.torn)) == (1, 1)
