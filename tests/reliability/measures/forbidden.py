"""What a role must not do, tried with a login of that role."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.forbidden import attempts
from tests.reliability.measures.line import Line
from tests.reliability.own_server import lone_bench


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        found = attempts(bench)
    figure = f"{found.refused} / {found.forbidden} (and {found.ran} / {found.allowed} allowed ones work)"
    kept = found.refused == found.forbidden and found.ran == found.allowed
    return [Line("forbidden accesses refused, every role", figure, kept)]
