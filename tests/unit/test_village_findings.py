"""A finding about a village has its place, is remembered from month to month, and ends when the form is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.period import Period
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import Row

pytestmark = pytest.mark.slow

RULE = "conflict.village_totals"
FIRST, SECOND = Period(2026, 10), Period(2026, 11)
CODE = "529901101001"
PLACE = {"township": "甲乡", "village": "一村", "village_code": CODE}
RESIDENTS: list[Row] = [
    {"person_key": 52990119800101001, "name": "测试甲", "household_no": "1", "status": "normal", **PLACE}
]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    home: Path = tmp_path_factory.mktemp("villages")
    found = Months(home, include_with(home, [RULE]))
    for period, population in ((FIRST, 40), (SECOND, 1)):
        form = {**PLACE, "population": population}
        found.build(period, {"public_security.residents": RESIDENTS, "rural_revitalization.villages": [form]})
    return found


def test_it_names_the_village_and_belongs_to_no_household(months: Months) -> None:
    (finding,) = months.findings(RULE, FIRST)
    assert (finding["level"], finding["subject"]) == ("village", CODE)
    assert (finding["township"], finding["village"], finding["household_id"]) == ("甲乡", "一村", None)
    assert finding["sentence"] == "村表的合计与清点的数不一致：总人口数村表 40、清点 1。"


def test_it_counts_among_the_findings_of_its_township(months: Months) -> None:
    values = {(row["indicator"], row["area"]): row["value"] for row in months.mart("indicators", FIRST)}
    assert values["findings_conflict", "甲乡"] == 1


def test_it_ends_when_the_form_is_mended(months: Months) -> None:
    assert months.findings(RULE, SECOND) == []
    (known,) = months.mart("finding_memory", SECOND)
    assert (known["township"], known["state"], known["ended_period"]) == ("甲乡", "ended", str(SECOND))
