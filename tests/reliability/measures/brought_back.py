"""The way back: an earlier version, and a backup."""

from __future__ import annotations

import time
from argparse import Namespace

from monitoring.warehouse.publish import rollback
from tests.reliability.measures.line import Line
from tests.reliability.own_server import lone_bench
from tests.reliability.restoring import restored


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        period = bench.fresh_month()
        bench.publish(period, 1)
        bench.publish(period, 2)
        started = time.monotonic()
        rollback(bench.engine, period, 1, "核实有误")
        seconds = time.monotonic() - started
        equal, took = restored(bench)
    restoring = f"{'equal' if equal else 'DIFFERENT'}, {took:.1f} s"
    return [
        Line("an earlier version brought back", f"{seconds:.2f} s", seconds < 2),
        Line("a backup made while months are published, restored: digest", restoring, equal),
    ]
