"""A run frozen, overtaken, and thawed."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.overlap import MEANWHILE, between_audit_and_publish, points_of_zombies, zombie
from tests.reliability.own_server import lone_bench


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        endings = [zombie(bench, at) for at in points_of_zombies(bench)[:: max(given.every, 4)]]
        endings += [zombie(bench, between_audit_and_publish(bench), meanwhile=what) for what in MEANWHILE]
    fenced = sum(ending.fenced for ending in endings)
    return [Line("a run believed dead overwrites nothing newer", f"{fenced} / {len(endings)}", fenced == len(endings))]
