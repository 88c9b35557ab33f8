"""The public edition read by somebody who looks for exact numbers: in words, tables, pictures, and between months."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from monitoring import disclosure
from monitoring.disclosure import Disclosure, public_indicators
from monitoring.reports import MonthData
from monitoring.reports.bulletin import bulletin
from monitoring.reports.bulletin.page import page
from tests.lib.indicators import row as indicator
from tests.lib.month import TOWNSHIPS, county_month

RULES = Disclosure(suppressed_max=7, rounding=5)
BEFORE, NOW = "2026-09", "2026-10"


@pytest.fixture(scope="module")
def month() -> MonthData:
    base = county_month(households=60)
    before = county_month(households=52, seed=8).indicators
    return dataclasses.replace(base, history=[{**row, "period": BEFORE} for row in before])


def _others(month: MonthData) -> MonthData:
    """The month with every exact number another one, and all rows of people and households others or none."""
    towns = {row["township"]: row for row in reversed(month.monitoring_subjects)}
    kept = [{**row, "people_count": 99, "causes": "", "measures": ""} for row in towns.values()]
    return dataclasses.replace(
        month,
        monitoring_subjects=kept,
        subject_members=[],
        findings=[],
        finding_memory=[],
        household_changes=[],
        quarantined_rows=[],
        delivery_checks=[],
        worklist=[],
        held=[],
        rule_runs=[_counted_anew(row) for row in month.rule_runs],
        deliveries=[_counted_anew(row) for row in month.deliveries],
        indicators=[_counted_anew(row) for row in month.indicators],
        history=[_counted_anew(row) for row in month.history],
    )


def _counted_anew(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value * 7 if type(value) in (int, float) else value for name, value in row.items()}


def test_no_exact_number_reaches_the_public_edition(month: MonthData, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same public counts it is the same to the byte, pictures included, whatever the exact ones are."""
    public = [public_indicators(rows, RULES) for rows in (month.history, month.indicators)]
    other, made = _others(month), bulletin(month, is_public=True)
    assert page(bulletin(other, is_public=True)) != page(made)
    monkeypatch.setattr(disclosure, "public_indicators", lambda rows, rules: public[BEFORE not in _months(rows)])
    assert bulletin(other, is_public=True) == made
    assert page(bulletin(other, is_public=True)) == page(made)


def _months(rows: Any) -> set[str]:
    return {str(row.get("period")) for row in rows}


def test_the_public_edition_compares_no_months_in_words_or_columns(month: MonthData) -> None:
    text = page(bulletin(month, is_public=True))
    said = ("上月", "上年", "本月进入", "本月退出", "状态变化", "类别变化", "增加", "减少", "增减", "较上", "占比")
    assert [word for word in said if word in text] == []
    assert all(word in page(bulletin(month, is_public=False)) for word in ("本月进入", "本月退出", "占比"))


def test_an_earlier_month_is_shown_again_as_its_own_edition_showed_it(
    month: MonthData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when rounding changed since."""
    rules = {BEFORE: RULES, NOW: Disclosure(suppressed_max=4, rounding=4)}
    monkeypatch.setattr(disclosure, "in_force", lambda settings, period: rules[str(period)])
    own = dataclasses.replace(month, period=BEFORE, indicators=month.history, history=[])
    then, again = (_over_time(data) for data in (own, month))
    assert again[0] == then[0]
    assert again[1] != then[0]


def _over_time(data: MonthData) -> list[Any]:
    sections = {section.anchor: section for section in bulletin(data, is_public=True).sections}
    return list(sections["progress"].parts[0].table.rows)


def test_who_is_registered_nowhere_has_no_line_when_only_numbers_that_stay_inside_count_them(month: MonthData) -> None:
    nobody = [{**row, "area": "未登记", "value": 0} for row in month.indicators if row["area"] == TOWNSHIPS[0]]
    added = [*nobody, indicator("medical_relief_total", "元", "township", "未登记", 3000)]
    more = dataclasses.replace(month, indicators=[*month.indicators, *added])
    assert "未落到乡镇" not in page(bulletin(more, is_public=True))
    assert "未落到乡镇" in page(bulletin(more, is_public=False))
