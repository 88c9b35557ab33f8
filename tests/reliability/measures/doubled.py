"""Two runs of one month at the same time."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.overlap import doubled, two_months_at_once
from tests.reliability.own_server import lone_bench


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        whole = sum(doubled(bench, turn % 10 / 40) for turn in range(given.rounds))
        apart = sum(two_months_at_once(bench) for _ in range(given.rounds // 4))
    return [
        Line("two runs at once end as one version", f"{whole} / {given.rounds}", whole == given.rounds),
        Line("two months at once end as two", f"{apart} / {given.rounds // 4}", apart == given.rounds // 4),
    ]
