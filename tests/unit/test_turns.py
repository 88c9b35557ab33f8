"""Two processes never work on a month's files at once; who waits in vain learns for whom."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import PROJECT, load_settings
from monitoring.turns import MonthBusy, turn

MONTH = Period(2026, 10)
HOLDER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.turns import turn
with turn(Layout(replace(load_settings(), home=Path(sys.argv[1]))), Period(2026, 10)):
    print("in", flush=True)
    time.sleep(600)
"""


def test_a_month_is_worked_on_by_one_process_until_that_ends_however_it_ends(tmp_path: Path) -> None:
    layout = Layout(replace(load_settings(), home=tmp_path))
    environment = {"PYTHONPATH": str(PROJECT / "include")}
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        with pytest.raises(MonthBusy, match=f"进程 {holder.pid}，") as busy, turn(layout, MONTH, wait_seconds=0):
            pass
        with turn(layout, MONTH.shift(1), wait_seconds=0):
            pass
        holder.kill()
    with turn(layout, MONTH, wait_seconds=0):
        pass
    failure = describe(busy.value)
    assert failure.kind == "system", "a scheduler tries again"
    assert "break_a_lease.md" in failure.message
