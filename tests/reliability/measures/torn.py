"""Readers of two tables while two contents are published in turn."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.overlap import read_while_publishing
from tests.reliability.own_server import lone_bench


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        reading = read_while_publishing(bench, given.reads)
    figure = f"{reading.torn} of {reading.reads}, during {reading.publications} publications"
    return [Line("torn reads", figure, reading.torn == 0)]
