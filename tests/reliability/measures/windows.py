"""Three promises with tests of their own: extracts of one moment, windows of retention, texts that must stay texts."""

from __future__ import annotations

from argparse import Namespace

from monitoring.retention.windows import STORES
from tests.reliability.counted import counted
from tests.reliability.measures.line import Line


def measure(given: Namespace) -> list[Line]:
    extracts = counted("tests/unit/sources/test_source_database.py", "-k", "one_moment")
    windows = counted("tests/unit/test_retention.py")
    texts = counted("tests/unit/test_reports_workbook.py", "-k", "looks_like_a_formula or cell_can_run")
    tried = sum(test.noted.get("extracts", 0) for test in extracts)
    mixed = sum(test.noted.get("mixed", 0) for test in extracts)
    active, payloads = (
        [test.noted.get(name) for test in texts if name in test.noted] for name in ("active", "payloads")
    )
    return [
        Line("extracts of a database being written that mix two moments", f"{mixed} of {tried}", mixed == 0 < tried),
        Line(
            "stores emptied when their time is over, and not before",
            f"{len(STORES)} stores, {sum(test.held for test in windows)} / {len(windows)} tests",
            all(test.held for test in windows),
        ),
        Line(
            "cells that a spreadsheet would run, over texts made for it",
            f"{sum(active)} over {sum(payloads)} payloads",
            sum(active) == 0 < sum(payloads) and all(test.held for test in texts),
        ),
    ]
