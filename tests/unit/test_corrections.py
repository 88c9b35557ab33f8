"""The month's correction sheet of a department: its own rows and files, all of them, and nobody else's."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from monitoring.reports import MonthData, write_reports
from monitoring.reports.correction_workbook import write_corrections
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


@pytest.mark.slow
def test_a_department_that_put_everything_right_loses_its_old_sheet(month: MonthData, tmp_path: Path) -> None:
    write_reports(month, tmp_path)
    assert list((tmp_path / "改正清单").glob("*.xlsx"))
    good = [{**row, "status": "delivered", "rows_quarantined": 0} for row in month.deliveries]
    write_reports(dataclasses.replace(month, deliveries=good, quarantined_rows=[], findings=[]), tmp_path)
    assert list((tmp_path / "改正清单").glob("*.xlsx")) == []


def piece(dataset: str, row_no: int, field: str, delivery: str = "d1", value: str = "秘密值") -> dict[str, object]:
    department = dataset.partition(".")[0]
    return {"dataset": dataset, "department": department, "delivery": delivery, "row_no": row_no, "field": field} | {
        "title": "字段",
        "value": value,
    }


def finding(number: int, *pieces: dict[str, object], **values: object) -> dict[str, object]:
    return {
        "finding_id": f"f_{number:024d}",
        "rule": "conflict.alive_or_dead",
        "family": "conflict",
        "severity": "high",
        "level": "person",
        "subject": f"p_{number}",
        "household_id": f"listed:{number}",
        "masked_name": "测**",
        "township": "甲乡",
        "sentence": "秘密值",
        "action": "核实生死",
        "verify_department": "public_security",
        "evidence": list(pieces),
        "status": "new",
        **values,
    }


def verifying(*findings: dict[str, object]) -> MonthData:
    datasets = ("public_security.residents", "health.death_certificates")
    deliveries = [delivery(name, delivery="d1", rows_delivered=9, rows_staged=9) for name in datasets]
    used = [{"name": "comparison_day", "value": "20"}, {"name": "verification_days_first", "value": "7"}]
    return MonthData("2026-10", 1, deliveries=deliveries, findings=findings, parameters_used=used)


def test_a_department_is_told_which_rows_contradict_each_other_and_by_when() -> None:
    own = [piece("public_security.residents", row, "status") for row in (12, 15)]
    data = verifying(finding(1, *own, piece("health.death_certificates", 7, "death_date", delivery="d0")))
    books = department_corrections(data)
    assert list(books) == ["public_security"]
    [task] = books["public_security"].tasks or ()
    assert task.own == "《public_security.residents》第12、15行「人员状态」"
    assert task.other == "health《health.death_certificates》往月报送（批次 d0）第7行「death_date」"
    assert (task.due, task.action, task.township) == ("2026-10-27", "核实生死", "甲乡")


def test_what_a_contract_says_by_itself_is_no_column_of_the_file() -> None:
    dibao = piece("civil_affairs.dibao", 3, "kind")
    data = verifying(finding(1, dibao, verify_department="civil_affairs"))
    [task] = department_corrections(data)["civil_affairs"].tasks or ()
    assert task.own.endswith("第3行")


def test_a_departments_workbook_holds_no_value_and_nobody(tmp_path: Path) -> None:
    data = verifying(finding(1, piece("health.death_certificates", 7, "death_date")))
    write_corrections(department_corrections(data)["public_security"], tmp_path / "book.xlsx")
    texts = [str(cell.value) for page in openpyxl.load_workbook(tmp_path / "book.xlsx") for row in page for cell in row]
    assert any("第7行" in text for text in texts)
    assert "（没有对应的行）" in texts
    assert not any(secret in text for text in texts for secret in ("秘密值", "测**", "listed:1", "p_1"))


def test_verified_findings_are_not_asked_for_again() -> None:
    assert department_corrections(verifying(finding(1, status="dismissed"))) == {}


def test_a_delivery_the_county_had_to_decide_about_is_explained_to_its_department() -> None:
    held = {"dataset": FINANCE, "code": "VOLUME", "message": "行数减少三成。请核对。"}
    book = department_corrections(dataclasses.replace(small(), held=[held]))["finance"]
    assert [(note.kind, note.text) for note in book.notes] == [("待说明", "VOLUME：行数减少三成。请核对。")]
    assert "1 处变动待说明" in book.conclusion


def test_only_the_tick_of_a_row_can_be_changed(tmp_path: Path) -> None:
    data = dataclasses.replace(small(rejected(3, "ID_CHECK", "person_id")), findings=verifying(finding(1)).findings)
    write_corrections(department_corrections(data)["finance"], tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert all(page.protection.sheet for page in book)
    page = book["需改正的行"]
    unlocked = [cell.column for cell in page[2] if not cell.protection.locked]
    assert [page.cell(1, column).value for column in unlocked] == ["已改√"]
