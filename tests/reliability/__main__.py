"""`python -m tests.reliability`: how the pipeline stands up to faults, as one table. Ends with 1 when a promise broke.

What was measured is kept in out/proof, a file per measure; --only measures some of them again, --readme writes the
table of all between the marks in README.md. --every N tries each N-th kill point only; a table for README needs all.
"""

from __future__ import annotations

import argparse
import time

from rich.console import Console
from rich.table import Table

from monitoring.settings import PROJECT
from tests.reliability.kept import Measured, keep, known, this_machine
from tests.reliability.measures import MEASURES, Line, measure
from tests.reliability.readme import write_table


def main() -> int:
    given = _given()
    console = Console()
    for name in given.only if given.only is not None else MEASURES:
        started = time.monotonic()
        try:
            lines = measure(name, given)
        except Exception:  # noqa: BLE001 - the others are measured still, and the table says that this one is not kept
            console.print_exception()
            lines = [Line(name, "broke off", False)]
        seconds = round(time.monotonic() - started)
        keep(name, Measured(lines, seconds, this_machine()))
        for line in lines:
            console.print(f"{'✓' if line.kept else '✗'} {line.promise}: {line.figure} ({seconds} s)", markup=False)
    found = known()
    table = Table("promise", "figure", "kept", "measure", "s")
    for name, measured in found.items():
        for line in measured.lines:
            table.add_row(line.promise, line.figure, "yes" if line.kept else "NO", name, str(measured.seconds))
    console.print(table)
    lines = [line for measured in found.values() for line in measured.lines]
    if given.readme:
        missing = [name for name in MEASURES if name not in found]
        if missing:
            raise SystemExit(f"not measured yet: {', '.join(missing)}")
        machines = sorted({measured.machine for measured in found.values()})
        write_table(PROJECT / "README.md", [(line.promise, line.figure) for line in lines], "; ".join(machines))
    return 0 if all(line.kept for line in lines) else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), help="measure these, keep what is known of others")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md")
    parser.add_argument("--every", type=int, default=1, help="try each N-th kill point")
    parser.add_argument("--reads", type=int, default=400)
    parser.add_argument("--crashes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40, help="of two runs at once")
    parser.add_argument("--files", type=int, default=4, help="kills of each step while it writes files")
    parser.add_argument("--departments", type=int, help="only so many silent departments")
    parser.add_argument("--sample", help="only bad inputs whose name holds this")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
