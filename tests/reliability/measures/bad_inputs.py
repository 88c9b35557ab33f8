"""Every bad input of the catalogue delivered: what became of it, of its rows, and what reading it cost."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.counted import counted
from tests.reliability.measures.line import Line


def measure(given: Namespace) -> list[Line]:
    chosen = ["-k", given.sample] if given.sample else []
    tests = [test for test in counted("tests/badinputs/test_catalogue.py", *chosen) if "case" in test.noted]
    numbers = {test.noted["case"][0] for test in tests}
    failed = {test.noted["case"][0] for test in tests if not test.held}
    rows = [test.noted["rows"] for test in tests if "rows" in test.noted]
    unequal = sum(abs(delivered - sum(fates)) for delivered, *fates in rows)
    readings = [reading for test in tests for reading in test.noted.get("readings", [])]
    seconds, megabytes = (max(reading[place] for reading in readings) for place in (0, 1))
    outcome = f"{len(numbers - failed)} / {len(numbers)}, no message with a value of a row"
    return [
        Line("bad inputs with the outcome and the message that are promised", outcome, not failed),
        Line(
            "rows delivered minus rows staged, quarantined, dropped", f"{unequal} over {len(rows)} files", not unequal
        ),
        Line("dearest reading of a hostile file", f"{seconds:.0f} s, {megabytes} MB", seconds < 120),
    ]
