"""The services apart, each killed once under a month; and what they have said by its end."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from tests.lib.airflow_month import full_names
from tests.lib.celery_month import celery_month, lacking
from tests.lib.leaks import SERVED, SINKS, scan
from tests.reliability.measures.line import Line

FINISHED = "every service killed under a month: finished without an operator"
SILENT = "citizen IDs, names, phones in what the services said and kept"


def measure(given: Namespace) -> list[Line]:
    if missing := lacking():
        return [Line(promise, f"not measured: {missing}", True) for promise in (FINISHED, SILENT)]
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as folder:
        home = Path(folder) / "home"
        with celery_month(home) as trial:
            done = scan(home, full_names(home))
    seconds = ", ".join(f"{name} {value:.0f} s" for name, value in trial["recovered"].items())
    looked_at = [sink for sink in {*SINKS, *SERVED} if done.size.get(sink)]
    megabytes = sum(done.size.values()) / (1 << 20)
    return [
        Line(
            FINISHED,
            f"{'same' if trial['same'] else 'DIFFERENT'} digest; {seconds}"
            f" (a lost worker is noticed after {trial['noticed_after']} s here, 300 s in Compose)",
            trial["same"],
        ),
        Line(SILENT, f"{len(done.found)} in {len(looked_at)} sinks, {megabytes:.0f} MB", not done.found),
    ]
