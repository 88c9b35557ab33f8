"""The month's correction sheet of a department: its own rows and files, all of them, and nobody else's."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from monitoring.reports import MonthData, write_reports
from monitoring.reports.corrections import MOST_LINES
from monitoring.reports.department_corrections import department_corrections
from tests.lib.month import county_month

FINANCE = "finance.subsidy_payments"


@pytest.fixture(scope="module")
def month() -> MonthData:
    return county_month(households=60)


def delivery(dataset: str, status: str = "delivered", **values: object) -> dict[str, object]:
    department = dataset.partition(".")[0]
    return {"dataset": dataset, "department": department, "title": dataset, "status": status, **values}


def rejected(row_no: int, code: str, column: str | None, dataset: str = FINANCE) -> dict[str, object]:
    return {"dataset": dataset, "delivery": "0" * 12, "row_no": row_no, "code": code, "column_name": column}


def small(*rows: dict[str, object], status: str = "delivered", message: str | None = None) -> MonthData:
    deliveries = [
        delivery(FINANCE, status, rows_delivered=9, rows_quarantined=len(rows), message=message),
        delivery("housing.housing_safety", rows_delivered=5, rows_staged=5),
    ]
    return MonthData("2026-10", 1, deliveries=deliveries, quarantined_rows=rows)


def test_rows_carry_the_delivered_header_the_reason_and_what_to_do() -> None:
    book = department_corrections(
        small(rejected(7, "CODE_UNKNOWN", "kind"), rejected(3, "ID_CHECK", "person_id"), rejected(5, "ROW_SHORT", None))
    )["finance"]
    assert [(line.row, line.column, line.code) for line in book.lines] == [
        (3, "身份证号码", "ID_CHECK"),
        (5, "（整行）", "ROW_SHORT"),
        (7, "补贴项目", "CODE_UNKNOWN"),
    ]
    assert all(line.reason and line.action for line in book.lines)
    assert {line.file_name for line in book.lines} == {"惠农惠民一卡通补贴_2026-10.csv"}


def test_a_failed_check_is_told_by_the_reason_of_its_suite() -> None:
    failed = rejected(4, "EXPECT_SUBSIDY_RANGE", "subsidy_amount", "housing.housing_safety")
    data = dataclasses.replace(small(), quarantined_rows=[failed])
    deliveries = [{**row, "rows_quarantined": 1} for row in data.deliveries]
    book = department_corrections(dataclasses.replace(data, deliveries=deliveries))["housing"]
    assert (book.lines[0].column, book.lines[0].reason) == ("补助金额", "补助金额为负数或超过一百万元")


def test_a_stopped_delivery_is_one_remark_and_not_a_line_for_every_row() -> None:
    stopped = [rejected(row_no, "DELIVERY_STOPPED", None) for row_no in range(2, 9)]
    data = small(*stopped, rejected(6, "ID_CHECK", "person_id"), status="stopped", message="整批未采用。请核对。")
    book = department_corrections(data)["finance"]
    assert [line.row for line in book.lines] == [6]
    assert [(note.kind, note.text) for note in book.notes] == [("已停用", "整批未采用。请核对。")]


def test_a_department_with_nothing_to_put_right_gets_no_sheet() -> None:
    assert list(department_corrections(small(rejected(3, "ID_CHECK", "person_id")))) == ["finance"]


def test_more_lines_than_a_sheet_lists_are_counted_in_full() -> None:
    many = [rejected(row_no, "ID_CHECK", "person_id") for row_no in range(2, MOST_LINES + 12)]
    book = department_corrections(small(*many))["finance"]
    assert (len(book.lines), book.omitted) == (MOST_LINES, 10)
    assert book.reasons[0][2] == MOST_LINES + 10


def test_every_rejected_row_of_the_month_stands_in_exactly_one_departments_file(
    month: MonthData, tmp_path: Path
) -> None:
    first = write_reports(month, tmp_path / "a")
    assert write_reports(month, tmp_path / "b") == first
    found: Counter[tuple[int, str]] = Counter()
    files = sorted((tmp_path / "a" / "改正清单").glob("*.xlsx"))
    for path in files:
        sheet = openpyxl.load_workbook(path)["需改正的行"]
        head, *rows = sheet.iter_rows(values_only=True)
        places = [head.index(title) for title in ("行", "代码")]
        found.update((row[places[0]], row[places[1]]) for row in rows if row[places[0]] is not None)
    wanted = Counter(
        (row["row_no"], row["code"]) for row in month.quarantined_rows if row["code"] != "DELIVERY_STOPPED"
    )
    assert files and found == wanted
    assert all(path.name.startswith("改正清单_") and path.name.endswith("_2026-10.xlsx") for path in files)


def test_a_department_that_put_everything_right_loses_its_old_sheet(month: MonthData, tmp_path: Path) -> None:
    write_reports(month, tmp_path)
    assert list((tmp_path / "改正清单").glob("*.xlsx"))
    good = [{**row, "status": "delivered", "rows_quarantined": 0} for row in month.deliveries]
    write_reports(dataclasses.replace(month, deliveries=good, quarantined_rows=[]), tmp_path)
    assert list((tmp_path / "改正清单").glob("*.xlsx")) == []
