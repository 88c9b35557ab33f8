"""`python -m tests.reliability`: how publication stands up to faults, as one table. Ends with 1 when a promise broke.

--every N tries each N-th kill point only. The wrong ways to publish are tried too: a harness that finds nothing in
them would find nothing anywhere.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitoring.warehouse.publish import rollback
from tests.reliability.bench import Bench
from tests.reliability.overlap import (
    between_audit_and_publish,
    doubled,
    points_of_zombies,
    read_while_publishing,
    zombie,
)
from tests.reliability.own_server import own_server
from tests.reliability.sweep import crashes, sweep

Line = tuple[str, str, bool]
_SWEPT = {"overwrite_in_place": "torn", "load_without_transaction": "half", "done_before_it_is_done": "different"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("--every", type=int, default=1, help="try each N-th kill point")
    parser.add_argument("--reads", type=int, default=400)
    parser.add_argument("--crashes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40, help="of two runs at once")
    given = parser.parse_args()
    console = Console()
    table = Table("promise", "figure", "kept")
    kept = True
    with (
        tempfile.TemporaryDirectory(prefix="monitor-test-") as home,
        tempfile.TemporaryDirectory() as scratch,
        own_server(Path(home), Path(scratch)) as bench,
    ):
        for measure in (_killed, _crashed, _torn, _doubled, _zombies, _controls, _brought_back):
            for what, figure, held in measure(bench, given):
                table.add_row(what, figure, "yes" if held else "NO")
                kept = kept and held
    console.print(table)
    return 0 if kept else 1


def _killed(bench: Bench, given: argparse.Namespace) -> list[Line]:
    tally = sweep(bench, again=False, every=given.every) + sweep(bench, again=True, every=given.every)
    return [
        ("kill points identical", f"{tally.survived}/{tally.tried}", not tally.failed),
        (
            "seen after a kill",
            f"old {len(tally.old)} / new {len(tally.new)} / torn {len(tally.torn)}",
            not tally.torn,
        ),
    ]


def _crashed(bench: Bench, given: argparse.Namespace) -> list[Line]:
    tally = crashes(bench, given.crashes)
    return [("database crashes recovered", f"{tally.survived}/{tally.tried}", not tally.failed)]


def _torn(bench: Bench, given: argparse.Namespace) -> list[Line]:
    reading = read_while_publishing(bench, given.reads)
    figure = f"{reading.torn} of {reading.reads} during {reading.publications} publications"
    return [("torn reads", figure, reading.torn == 0)]


def _doubled(bench: Bench, given: argparse.Namespace) -> list[Line]:
    whole = sum(doubled(bench, turn % 10 / 40) for turn in range(given.rounds))
    return [("two runs at once end as one version", f"{whole}/{given.rounds}", whole == given.rounds)]


def _zombies(bench: Bench, given: argparse.Namespace) -> list[Line]:
    points = points_of_zombies(bench)[:: max(given.every, 4)]
    endings = [zombie(bench, at) for at in points]
    endings += [zombie(bench, between_audit_and_publish(bench), rolled_back=back) for back in (False, True)]
    fenced = sum(ending.fenced for ending in endings)
    return [("zombies fenced", f"{fenced}/{len(endings)}", fenced == len(endings))]


def _controls(bench: Bench, given: argparse.Namespace) -> list[Line]:
    caught = [bool(getattr(sweep(bench, True, name, every=16), finding)) for name, finding in _SWEPT.items()]
    for name in ("pointer_without_fence", "fence_taken_too_late"):
        caught.append(not zombie(bench, between_audit_and_publish(bench, name), name).newer_is_shown)
    caught.append(read_while_publishing(bench, 40, "overwrite_in_place").torn > 0)
    return [("negative controls caught", f"{sum(caught)}/{len(caught)}", all(caught))]


def _brought_back(bench: Bench, given: argparse.Namespace) -> list[Line]:
    period = bench.fresh_month()
    bench.publish(period, 1)
    bench.publish(period, 2)
    started = time.monotonic()
    rollback(bench.engine, period, 1, "核实有误")
    seconds = time.monotonic() - started
    return [("rollback", f"{seconds:.3f} s", seconds < 2)]


if __name__ == "__main__":
    raise SystemExit(main())
