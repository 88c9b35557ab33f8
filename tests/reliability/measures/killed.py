"""A run killed at every point of a publication, the first of a month and a repeated one."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.own_server import lone_bench
from tests.reliability.sweep import sweep


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
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
