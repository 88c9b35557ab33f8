"""Several bad inputs in one file: the most severe outcome wins, no row is lost and no value is told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.badinputs.bench import PAYMENTS, Bench
from tests.badinputs.faults import ACCOUNT, FAULTS, KIND, NAME, NUMBER, Fault, spoilt, worst
from tests.lib.county import environment

MIXED = st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3, unique_by=lambda fault: fault.place)
_TOLD_ANYWAY = 3
"""Shorter texts than this occur in a message by chance."""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as home, environment(Path(home)):
        yield Bench(Path(home))


def holds(bench: Bench, faults: list[Fault]) -> None:
    file = spoilt(faults)
    seen = bench.content(PAYMENTS, file.content())
    expected = worst(faults)
    assert seen.outcome == expected, seen
    codes = {fault.code for fault in faults if expected != "refused" or fault.outcome == "refused"}
    assert seen.codes & codes if expected == "refused" else seen.codes >= codes, seen
    delivered, staged, quarantined, dropped = seen.counts
    assert delivered == staged + quarantined + dropped
    told = " ".join(seen.messages)
    columns = (NUMBER, NAME, ACCOUNT, KIND)
    values = {str(row[column]) for row in file.cells[1:] for column in columns if column < len(row)}
    assert [
        value for value in values if len(value) > _TOLD_ANYWAY and value in told and value not in file.cells[0]
    ] == []


@pytest.mark.sweep
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_each_fault_leads_to_its_outcome(bench: Bench, fault: Fault) -> None:
    holds(bench, [fault])


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(MIXED)
def test_of_several_faults_the_most_severe_wins(bench: Bench, faults: list[Fault]) -> None:
    holds(bench, faults)


@pytest.mark.sweep
@pytest.mark.timeout(900)
@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_of_any_faults_the_most_severe_wins(bench: Bench, faults: list[Fault]) -> None:
    holds(bench, faults)
