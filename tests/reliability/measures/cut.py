"""The connection to the database lost, at every commit and between: what became of it is not known to the run."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.own_server import lone_bench
from tests.reliability.sweep import cuts


def measure(given: Namespace) -> list[Line]:
    every = max(given.every, 6)
    with lone_bench() as bench:
        tally = cuts(bench, every)
    figure = f"{tally.survived} / {tally.tried}, at every commit and every {every}th other point"
    return [Line("connections lost at any moment: tried again, identical", figure, not tally.failed)]
