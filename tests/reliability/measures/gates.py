"""The gates before publication, each tried with one thing wrong: the pointer must not move."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.counted import counted
from tests.reliability.measures.line import Line


def measure(given: Namespace) -> list[Line]:
    tests = counted("tests/unit/warehouse/test_warehouse_audit.py", "-k", "refused_and_the_published_month_stays")
    rows = counted("tests/contracts/test_critical.py")
    blocked, stopped = (sum(test.held for test in ran) for ran in (tests, rows))
    return [
        Line(
            "audits that block with one thing wrong, what is published unchanged",
            f"{blocked} / {len(tests)}",
            blocked == len(tests),
        ),
        Line(
            "critical expectations that keep a row or a delivery out", f"{stopped} / {len(rows)}", stopped == len(rows)
        ),
    ]
