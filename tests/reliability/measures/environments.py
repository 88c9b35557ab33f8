"""The same deliveries in other environments: the same bytes in the warehouse and in every report."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from libfaketime import get_reload_information

from monitoring.settings import PROJECT
from tests.lib.county import KEY
from tests.reliability.measures.line import Line
from tests.reliability.small_county import MONTHS, county, written_by_month

LATER = "@2031-03-05 23:30:00"
ENVIRONMENTS = (
    {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "0", "CORES": "1"},
    {"TZ": "America/New_York", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "1", "LANG": "zh_CN.UTF-8"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "FAKETIME": LATER},
    {"TZ": "UTC", "LC_ALL": "POSIX", "PYTHONHASHSEED": "3", "FAKETIME": LATER, "PYTHONOPTIMIZE": "1"},
)
_RUN = """
import os, sys
cores = os.environ.get("CORES")
if cores:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
from monitoring import steps
from monitoring.commands import months
from tests.lib.county import run_month
from monitoring.period import Period
try:
    run_month(Period.parse(sys.argv[1]))
finally:
    months.stop_server()
"""


def measure(given: Namespace) -> list[Line]:
    wanted = written_by_month(county(), MONTHS[0])
    same = sum(_elsewhere(environment) == wanted for environment in ENVIRONMENTS)
    figure = (
        f"{same} / {len(ENVIRONMENTS)}, {len(wanted)} files each (time zone, locale, hash seed, cores, a day in 2031)"
    )
    return [Line("another environment: identical", figure, same == len(ENVIRONMENTS) and bool(wanted))]


def _elsewhere(variables: dict[str, str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as place:
        home = Path(place)
        (home / "inbox").symlink_to(county() / "inbox")
        environment = {"PATH": "/usr/bin:/bin", "MONITOR_HOME": place, "MONITOR_PSEUDONYM_KEY": KEY}
        environment |= {"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT}", "MONITOR_SETTLE_SECONDS": "0", **variables}
        if "FAKETIME" in variables:
            environment |= get_reload_information()[1]
        command = [sys.executable, "-c", _RUN, str(MONTHS[0])]
        subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=False)
        return written_by_month(home, MONTHS[0])
