"""A second version of a month tells every township which of its households it shows otherwise than the first."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from monitoring.reports import MonthData
from monitoring.reports.revision import revised
from monitoring.reports.township import townships
from monitoring.reports.workbook import write_workbook
from tests.lib.month import county_month


@pytest.fixture(scope="module")
def month() -> MonthData:
    first = county_month(households=12, version=1)
    return dataclasses.replace(
        first,
        version=2,
        replaced_version=1,
        replaced_subjects=first.monitoring_subjects,
        replaced_findings=first.findings,
    )


def test_the_same_content_tells_nothing_and_a_first_version_neither(month: MonthData) -> None:
    assert revised(month) == []
    assert revised(dataclasses.replace(month, replaced_version=0, replaced_subjects=())) == []


def test_who_came_went_and_changed_is_told_with_the_findings_that_did(month: MonthData) -> None:
    went, came, lost, *same = month.monitoring_subjects
    household = next(row for row in same if any(f["household_id"] == row["household_id"] for f in month.open_findings))
    kept = [row for row in month.findings if row["household_id"] != household["household_id"]]
    data = dataclasses.replace(
        month,
        monitoring_subjects=[came, {**lost, "status": "eliminated", "category": "sudden"}, *same],
        replaced_subjects=[went, {**lost, "status": "listed", "category": "sudden"}, *same],
        findings=kept,
    )
    lines = {line.household_no: line for line in revised(data)}
    assert lines.keys() == {row["household_no"] for row in (went, came, lost, household)}
    assert (lines[went["household_no"]].change, lines[went["household_no"]].now) == ("移出", "")
    assert (lines[came["household_no"]].change, lines[came["household_no"]].before) == ("新增", "")
    changed = lines[lost["household_no"]]
    assert changed.change == "变化"
    assert changed.before.startswith("在册监测")
    assert changed.now.startswith("已消除跟踪")
    rules = {row["rule"] for row in month.open_findings if row["household_id"] == household["household_id"]}
    titles = {row["title"] for row in month.rule_catalogue if row["rule"] in rules}
    assert set(lines[household["household_no"]].gone.split("\n")) == titles
    assert not lines[household["household_no"]].found


def test_a_township_all_of_whose_households_left_still_gets_its_list(month: MonthData, tmp_path: Path) -> None:
    name = "远乡"
    gone = {**month.monitoring_subjects[0], "household_id": "listed:x", "household_no": "x", "township": name}
    data = dataclasses.replace(month, replaced_subjects=[*month.monitoring_subjects, gone])
    book = next(book for book in townships(data) if book.name == name)
    assert rows_of(book, data, tmp_path / "a.xlsx") == [("x", "移出")]
    other = next(book for book in townships(data) if book.name != name)
    assert rows_of(other, data, tmp_path / "b.xlsx") == []


def rows_of(book: Any, data: MonthData, path: Path) -> list[tuple[str, str]]:
    write_workbook(book, data, path)
    head, *rows = load_workbook(path, read_only=True)["与上一版比"].iter_rows(values_only=True)
    number, change = head.index("户编号"), head.index("变动")
    return [(str(row[number]), str(row[change])) for row in rows if row[number]]
