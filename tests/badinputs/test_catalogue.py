"""Every bad input has the outcome, the code and the kind of message that the catalogue says."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.badinputs.bench import Bench
from tests.badinputs.case import Case
from tests.badinputs.catalogue import CASES
from tests.lib.county import environment

# 【代码】is put in front of a refusal by the error itself; in the ledger the code stands beside the message.
FORM = re.compile(r"^[^/]+/[^：]+：.+[。？]请.+。$", re.DOTALL)
# Its lines say for how many seconds and with how many megabytes a limited process read.
READINGS = "monitoring.readers.child"
LONG_NUMBER = re.compile(r"[0-9]{11,}")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with environment(tmp_path):
        yield Bench(tmp_path)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name, marks=[pytest.mark.slow] * case.is_slow) for case in CASES]
)
def test_each_bad_input_has_its_outcome(
    case: Case, bench: Bench, record_property: pytest.RecordProperty, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, READINGS)
    started = time.perf_counter()
    found = case.deliver(bench)
    record_property("case", [case.number, case.name, case.title, case.outcome, case.code, found.outcome])
    record_property("seconds", time.perf_counter() - started)
    record_property("readings", [(r.args[1], r.args[2]) for r in caplog.records if r.name == READINGS and r.args])
    assert (found.outcome, case.code in found.codes or case.code is None) == (case.outcome, True), found
    record_property("rows", list(found.counts))
    delivered, staged, quarantined, dropped = found.counts
    assert delivered == staged + quarantined + dropped
    for message in found.messages:
        assert FORM.match(message), message
        assert not LONG_NUMBER.search(message), "a value of a row in a message"
    if case.also is not None:
        case.also(bench, found)
