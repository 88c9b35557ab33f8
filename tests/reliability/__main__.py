"""`python -m tests.reliability`: how publication stands up to faults, as one table. Ends with 1 when a promise broke.

What was measured is kept in out/proof, a file per measure; --only measures some of them again, --readme writes the
table of all between the marks in README.md. --every N tries each N-th kill point only; a table for README needs all.
The wrong ways to publish are tried too: a harness that finds nothing in them would find nothing anywhere.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitoring.settings import PROJECT
from monitoring.warehouse.publish import rollback
from tests.lib.airflow_month import airflow_month, full_names
from tests.lib.leaks import SINKS, leaks, scan, sink_of
from tests.lib.plants import NAME, PLANTS
from tests.reliability.bench import Bench
from tests.reliability.disk import can_mount_as_root
from tests.reliability.forbidden import attempts
from tests.reliability.overlap import (
    between_audit_and_publish,
    doubled,
    points_of_zombies,
    read_while_publishing,
    zombie,
)
from tests.reliability.own_server import own_server
from tests.reliability.readme import write_table
from tests.reliability.restoring import restored
from tests.reliability.small_server import trials_on_a_small_disk
from tests.reliability.sweep import crashes, sweep

KEPT_IN = PROJECT / "out" / "proof"
_SWEPT = {"overwrite_in_place": "torn", "load_without_transaction": "half", "done_before_it_is_done": "different"}


@dataclass(frozen=True)
class Line:
    """A promise, what was counted, and whether it was kept."""

    promise: str
    figure: str
    kept: bool


def main() -> int:
    given = _given()
    console = Console()
    for name in given.only or list(MEASURES):
        started = time.monotonic()
        lines = MEASURES[name](given)
        KEPT_IN.mkdir(parents=True, exist_ok=True)
        (KEPT_IN / f"{name}.json").write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
        for line in lines:
            seconds = time.monotonic() - started
            console.print(f"{'✓' if line.kept else '✗'} {line.promise}: {line.figure} ({seconds:.0f} s)", markup=False)
    files = [KEPT_IN / f"{name}.json" for name in MEASURES]
    found = [Line(**line) for path in files if path.exists() for line in json.loads(path.read_text())]
    table = Table("promise", "figure", "kept")
    for line in found:
        table.add_row(line.promise, line.figure, "yes" if line.kept else "NO")
    console.print(table)
    if given.readme:
        missing = [path.stem for path in files if not path.exists()]
        if missing:
            raise SystemExit(f"not measured yet: {', '.join(missing)}")
        write_table(PROJECT / "README.md", [(line.promise, line.figure) for line in found])
    return 0 if all(line.kept for line in found) else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), help="measure these, keep what is known of others")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md")
    parser.add_argument("--every", type=int, default=1, help="try each N-th kill point")
    parser.add_argument("--reads", type=int, default=400)
    parser.add_argument("--crashes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40, help="of two runs at once")
    return parser.parse_args()


@contextmanager
def _bench() -> Iterator[Bench]:
    with (
        tempfile.TemporaryDirectory(prefix="monitor-test-") as home,
        tempfile.TemporaryDirectory() as scratch,
        own_server(Path(home), Path(scratch)) as bench,
    ):
        yield bench


def _killed(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        tally = sweep(bench, again=False, every=given.every) + sweep(bench, again=True, every=given.every)
    sample = f", every {given.every}th point" if given.every > 1 else ""
    seen = f"old {len(tally.old)}, new {len(tally.new)}, torn {len(tally.torn)}"
    return [
        Line(
            "a run killed at any point and run again: identical",
            f"{tally.survived} / {tally.tried}{sample}",
            not tally.failed,
        ),
        Line("what readers see right after the kill", seen, not tally.torn),
    ]


def _crashed(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        tally = crashes(bench, given.crashes)
    return [Line("database crashes recovered, nothing lost", f"{tally.survived} / {tally.tried}", not tally.failed)]


def _torn(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        reading = read_while_publishing(bench, given.reads)
    figure = f"{reading.torn} of {reading.reads}, during {reading.publications} publications"
    return [Line("torn reads", figure, reading.torn == 0)]


def _doubled(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        whole = sum(doubled(bench, turn % 10 / 40) for turn in range(given.rounds))
    return [Line("two runs at once end as one version", f"{whole} / {given.rounds}", whole == given.rounds)]


def _zombies(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        endings = [zombie(bench, at) for at in points_of_zombies(bench)[:: max(given.every, 4)]]
        endings += [zombie(bench, between_audit_and_publish(bench), rolled_back=back) for back in (False, True)]
    fenced = sum(ending.fenced for ending in endings)
    return [Line("a run believed dead overwrites nothing newer", f"{fenced} / {len(endings)}", fenced == len(endings))]


def _controls(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        caught = [bool(getattr(sweep(bench, True, name, every=16), finding)) for name, finding in _SWEPT.items()]
        for name in ("pointer_without_fence", "fence_taken_too_late"):
            caught.append(not zombie(bench, between_audit_and_publish(bench, name), name).newer_is_shown)
        caught.append(read_while_publishing(bench, 40, "overwrite_in_place").torn > 0)
    return [Line("wrong ways to publish that the same tests catch", f"{sum(caught)} / {len(caught)}", all(caught))]


def _full_disk(given: argparse.Namespace) -> list[Line]:
    if not can_mount_as_root():
        return [Line("disks that fill up under the database", "not measured: needs root", True)]
    trials = trials_on_a_small_disk()
    refused = [trial for trial in trials if trial.how != "done"]
    held = sum(trial.held for trial in trials)
    said = sum(trial.how == "full" for trial in refused)
    figure = f"{held} / {len(trials)} whole, rerun identical ({said} told, {len(refused) - said} stopped the server)"
    return [Line("disks that fill up under the database", figure, held == len(trials) and said > 0)]


def _brought_back(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
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
        Line("a backup restored: published digest", restoring, equal),
    ]


def _forbidden(given: argparse.Namespace) -> list[Line]:
    with _bench() as bench:
        found = attempts(bench)
    figure = f"{found.refused} / {found.forbidden} (and {found.ran} / {found.allowed} allowed ones work)"
    kept = found.refused == found.forbidden and found.ran == found.allowed
    return [Line("forbidden accesses refused, every role", figure, kept)]


def _leaks(given: argparse.Namespace) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as folder:
        airflow_month(Path(folder))
        done = scan(Path(folder), full_names(Path(folder)))
    found = sum(_is_seen(plant) for plant in PLANTS)
    megabytes = sum(done.size.values()) / (1 << 20)
    figure = f"{len(done.found)} in {len(SINKS)} sinks, {megabytes:.0f} MB (self-test {found} / {len(PLANTS)})"
    return [Line("citizen IDs, names, phones where they must not be", figure, not done.found and found == len(PLANTS))]


def _is_seen(plant: str) -> bool:
    sink, put = PLANTS[plant]
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder))
        return sink in {sink_of(line.partition(":")[0]) for line in leaks(Path(folder), frozenset({NAME}))}


MEASURES: dict[str, Callable[[argparse.Namespace], list[Line]]] = {
    "killed": _killed,
    "crashed": _crashed,
    "torn": _torn,
    "doubled": _doubled,
    "zombies": _zombies,
    "full_disk": _full_disk,
    "controls": _controls,
    "leaks": _leaks,
    "forbidden": _forbidden,
    "brought_back": _brought_back,
}

if __name__ == "__main__":
    raise SystemExit(main())
