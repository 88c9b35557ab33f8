"""People in places where nobody may be named, after a month in Airflow; the search is tried on planted ones."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from tests.lib.airflow_month import airflow_month, full_names
from tests.lib.leaks import SINKS, leaks, scan, sink_of
from tests.lib.plants import NAME, PLANTS
from tests.reliability.measures.line import Line


def measure(given: Namespace) -> list[Line]:
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
