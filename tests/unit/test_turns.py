"""Two processes never work on a month's files, or on a delivery, at once; who waits in vain learns for whom."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitoring import beside
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.locks import Busy
from monitoring.period import Period
from monitoring.settings import PROJECT, load_settings
from monitoring.turns import turn

MONTH = Period(2026, 10)
HOLDER = """
import sys, time
from pathlib import Path
from monitoring import beside
from monitoring.period import Period
from monitoring.turns import turn
from tests.unit.test_turns import layout_of
layout = layout_of(Path(sys.argv[1]))
with turn(layout, Period(2026, 10)), beside.alone(layout, "water.drinking_water"):
    print("in", flush=True)
    time.sleep(600)
"""


def layout_of(home: Path) -> Layout:
    return Layout(replace(load_settings(), home=home))


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that works on the month and on one dataset, and would for ten minutes."""
    environment = {"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT}"}
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        yield process
        process.kill()


def test_a_month_is_worked_on_by_one_process_until_that_ends_however_it_ends(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    layout = layout_of(tmp_path)
    with pytest.raises(Busy, match=f"2026-10.*进程 {holder.pid}，") as busy, turn(layout, MONTH, wait_seconds=0):
        pass
    with turn(layout, MONTH.shift(1), wait_seconds=0):
        pass
    holder.kill()
    holder.wait()
    with turn(layout, MONTH, wait_seconds=0):
        pass
    failure = describe(busy.value)
    assert failure.kind == "system", "a scheduler tries again"
    assert "break_a_lease.md" in failure.message


def test_who_waits_for_a_frozen_reception_learns_for_whom_and_a_backup_too(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    layout = layout_of(tmp_path)
    said = f"water.drinking_water.*进程 {holder.pid}，"
    with pytest.raises(Busy, match=said), beside.alone(layout, "water.drinking_water", wait_seconds=0):
        pass
    both = ["veterans.special_care", "water.drinking_water"]
    with pytest.raises(Busy, match=said), beside.nobody_receives(layout, both, wait_seconds=0):
        pass
    with beside.alone(layout, "veterans.special_care", wait_seconds=0):
        pass
