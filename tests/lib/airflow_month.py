"""A month through the real Dags, with all that goes wrong in one: a killed worker, a broken file, a refusing database."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from monitoring.period import parse_range
from monitoring.settings import PROJECT
from monitoring.simulator.simulate import simulate
from tests.lib.county import KEY

MONTH = "2026-10"
_PATIENCE_SECONDS = 180
_REFUSED = """
from contextlib import suppress
from monitoring.errors import MonitoringError
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import access, server
settings = load_settings()
engine = server.connect(settings, Layout(settings))
for statement in ("select person_id::date from restricted.people", "select name::integer from restricted.people"):
    with suppress(MonitoringError):
        access.query(engine, statement)
        raise SystemExit("the database refused nothing")
"""


def airflow_month(home: Path, residents: int = 1_500) -> None:
    """Fills the folder; raises CalledProcessError when the month was not published."""
    simulate(7, residents, parse_range(MONTH), home)
    scratch = home / "system_tmp"
    scratch.mkdir()
    own = {
        "MONITOR_HOME": str(home),
        "MONITOR_PSEUDONYM_KEY": KEY,
        "MONITOR_SETTLE_SECONDS": "0",
        "TMPDIR": str(scratch),
    }
    environment = {**os.environ, **own}
    broken = home / "inbox" / MONTH / "water"
    next(broken.iterdir()).write_bytes(b"not a workbook")
    _killed(home, environment)
    commands = (
        ["bin/run_dags.py", MONTH],
        ["-m", "monitoring", "export", "--period", MONTH, "--purpose", "test", "--out", str(home / "exports" / MONTH)],
        ["-c", _REFUSED],
        ["-m", "monitoring", "stop"],
    )
    with (home / "terminal.txt").open("wb") as terminal:
        for command in commands:
            subprocess.run(
                [sys.executable, *command], cwd=PROJECT, env=environment, stdout=terminal, stderr=terminal, check=True
            )


def full_names(home: Path) -> frozenset[str]:
    """Names of three and more characters in the register."""
    [register] = (home / "inbox" / MONTH / "public_security").glob("户籍人口*")
    with register.open(encoding="gb18030", newline="") as handle:
        return frozenset(name for row in csv.DictReader(handle) if len(name := row["姓名"].strip()) >= 3)


def _killed(home: Path, environment: dict[str, str]) -> None:
    """A worker is killed while it reads a delivery, after its first department; what it said until then is kept."""
    said = home / "killed.txt"
    with said.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "bin/run_dags.py", MONTH],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not ("✓".encode() in said.read_bytes() and list((home / "tmp" / "opened").glob("[!.]*"))):
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.002)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
