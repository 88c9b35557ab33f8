"""A department that is on time, silent at the deadline, or late: the month says so, and the late delivery makes it whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitoring import steps
from tests.reliability.deadline_county import DeadlineCounty, Published, Rows, deadline_county
from tests.reliability.measures.deadlines import broken_of
from tests.reliability.promised import different

ONE = "water"
DATASET = "water.drinking_water"
TABLES = {
    "deliveries": [{"dataset": DATASET, "status": "delivered", "remarks": None}],
    "findings": [{"rule": "risk.unsafe_water", "household_id": "listed:1"}],
    "indicators": [{"indicator": "findings_to_verify", "value": 1}, {"indicator": "subjects", "value": 1}],
}


@pytest.fixture(scope="module")
def county() -> Iterator[DeadlineCounty]:
    with deadline_county() as found:
        yield found


def month(**tables: Rows) -> Published:
    return Published(1, "", {**TABLES, **tables}, {})


def test_a_late_month_may_differ_in_saying_so_and_in_nothing_else() -> None:
    late = month(
        deliveries=[{**TABLES["deliveries"][0], "remarks": "AFTER_PUBLICATION"}],
        findings=[*TABLES["findings"], {"rule": "delivery.late", "household_id": None}],
        indicators=[{"indicator": "findings_to_verify", "value": 2}, TABLES["indicators"][1]],
    )
    assert list(different(ONE, late, month())) == []
    assert list(different("education", late, month())) == ["deliveries"], "another department was on time"
    otherwise = month(
        deliveries=[{**TABLES["deliveries"][0], "status": "missing"}],
        findings=[],
        indicators=[TABLES["indicators"][0], {"indicator": "subjects", "value": 2}],
    )
    assert list(different(ONE, otherwise, month())) == ["deliveries", "findings", "indicators"]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_month_is_published_as_promised_whenever_a_department_delivers(county: DeadlineCounty) -> None:
    assert broken_of(county, ONE) == ([], [], [])


@pytest.mark.sweep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("department", [name for name in steps.department_names() if name != ONE])
def test_whichever_department_it_is(county: DeadlineCounty, department: str) -> None:
    assert broken_of(county, department) == ([], [], [])
