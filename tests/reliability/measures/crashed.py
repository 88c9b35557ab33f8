"""The whole server killed in the middle of a publication."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.own_server import lone_bench
from tests.reliability.sweep import crashes


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        tally = crashes(bench, given.crashes)
    return [Line("database crashes recovered, nothing lost", f"{tally.survived} / {tally.tried}", not tally.failed)]
