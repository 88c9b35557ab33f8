"""The township's workbook: complete, sorted, printable, and inert whatever a department put into its fields."""

from __future__ import annotations

import dataclasses
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.reports import MonthData, write_reports
from monitoring.reports.evidence_lines import evidence_lines
from monitoring.reports.township import townships
from monitoring.reports.workbook import write_workbook
from monitoring.reports.write import workbook_names
from monitoring.settings import load_settings
from monitoring.verification.form import FINDINGS, HOUSEHOLDS
from monitoring.verification.outcomes import load_outcomes
from tests.lib.month import TOWNSHIPS, county_month

PAYLOADS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "http://evil.example/x", "00123", "1e5",
)  # fmt: skip
BARE_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@pytest.fixture(scope="module")
def month() -> MonthData:
    return county_month(households=60)


@pytest.fixture(scope="module")
def folder(month: MonthData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_reports(month, folder)
    return folder


def sheet(folder: Path, township: str, name: str) -> Worksheet:
    return load_workbook(folder / "工作簿" / f"{township}_2026-10.xlsx")[name]


def records(page: Worksheet) -> list[dict[str, Any]]:
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(folder: Path) -> Iterator[Any]:
    for path in sorted((folder / "工作簿").glob("*.xlsx")):
        for page in load_workbook(path):
            for row in page.iter_rows():
                yield from row


def test_every_finding_and_every_household_stands_in_exactly_one_book(folder: Path, month: MonthData) -> None:
    places = [*TOWNSHIPS, "全县"]
    checks = [line for place in places for line in records(sheet(folder, place, "逐条明细"))]
    assert len(checks) == len(month.findings)
    households = [line for place in TOWNSHIPS for line in records(sheet(folder, place, "户名单"))]
    assert {line["户编号"] for line in households} == {row["household_no"] for row in month.monitoring_subjects}
    assert sum(line["待核查"] for line in households) == sum(row["level"] != "dataset" for row in month.findings)


def test_a_line_says_who_what_why_and_where_it_comes_from(folder: Path, month: MonthData) -> None:
    number, finding = next((n, f) for n, f in enumerate(month.findings) if f["rule"] == "risk.medical_self_paid")
    member = next(m for m in month.subject_members if m["household_id"] == finding["household_id"])
    line = next(
        line
        for line in records(sheet(folder, finding["township"], "逐条明细"))
        if line["户编号"] == finding["household_id"].partition(":")[2] and line["规则"].startswith("家庭自付")
    )
    assert line["对象"] == member["masked_name"]
    assert re.fullmatch(r"529901\*{8}\d{4}", line["证件号"])
    assert line["说明"] == month.findings[number]["sentence"]
    assert re.match(r"医疗保障局·医疗费用结算·第\d+行·个人自付金额＝12432\.50", line["依据"])
    assert (line["级别"], line["首次发现"]) == ("高", "2026年10月")


def test_evidence_stands_under_its_dataset_and_what_does_not_fit_is_counted() -> None:
    pieces = [
        {"dataset": "d.s", "department": "d", "row_no": row, "field": "f", "title": "金额", "value": f"{row}.00"}
        for row in range(4, 28)
    ]
    other = {"dataset": "d.t", "department": "d", "row_no": None, "field": None, "value": None}
    row = {"level": "household", "evidence": json.dumps([other, *pieces])}
    lines = list(evidence_lines(MonthData("2026-10", 1), {"d.s": "结算", "d.t": "名单"}, row))
    assert lines[:4] == ["d·名单", "d·结算", "第4行·金额＝4.00", "第5行·金额＝5.00"]
    assert lines[-1] == "……另有 5 条"
    assert len(lines) == 22


def test_lines_are_sorted_by_priority_then_place_so_that_one_visit_covers_a_household(folder: Path) -> None:
    for place, name in ((place, name) for place in TOWNSHIPS for name in ("核查清单", "逐条明细")):
        order = [(("一级", "二级", "三级").index(line["优先级"]), line["村"], line["户编号"])
                 for line in records(sheet(folder, place, name))]  # fmt: skip
        assert order == sorted(order)


def test_what_has_no_township_goes_to_the_county_book(folder: Path) -> None:
    assert {line["对象"] for line in records(sheet(folder, "全县", "逐条明细"))} == {"学籍", "农户饮水安全"}
    assert {line["户主（或本人）"] for line in records(sheet(folder, "全县", "核查清单"))} == {"学籍", "农户饮水安全"}


def test_the_cover_counts_what_the_lists_hold_and_names_what_was_not_assessed(folder: Path) -> None:
    place = TOWNSHIPS[0]
    lines, visits = records(sheet(folder, place, "逐条明细")), records(sheet(folder, place, "核查清单"))
    values = [[cell.value for cell in row] for row in sheet(folder, place, "封面").iter_rows()]
    counted = {
        row[column]: row[column + 1 : column + 3]
        for row in values
        for column in (0, 4, 8)
        if isinstance(row[column + 1], int)
    }
    assert counted["一级"] == [sum(line["优先级"] == "一级" for line in found) for found in (visits, lines)]
    wrong = [line for line in lines if "错享重复" in line["规则"]]
    assert counted["错享重复"] == [len({line["户编号"] for line in wrong}), len(wrong)]
    for village in {line["村"] for line in visits}:
        here = [line["优先级"] for line in visits if line["村"] == village]
        assert counted[village] == [len(here), here.count("一级")]
    text = "\n".join(str(value) for row in values for value in row if value)
    assert "未报送：教育局《学籍》" in text
    assert "义务教育阶段未在校" in text
    assert "2026年10月 · 比对日 2026-10-20 · 第 3 版" in text
    for outcome in load_outcomes(load_settings().include):
        assert outcome.title in text and outcome.effect in text


def test_a_household_is_one_line_however_many_findings_it_has(folder: Path, month: MonthData) -> None:
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in month.findings:
        if row["household_id"]:
            wanted[row["household_id"].partition(":")[2]].append(row)
    lines = [line for place in TOWNSHIPS for line in records(sheet(folder, place, "核查清单"))]
    assert sorted(line["户编号"] for line in lines) == sorted(wanted)
    assert max(map(len, wanted.values())) > 3
    days = {"一级": "2026-10-27", "二级": "2026-11-04", "三级": "2026-11-19"}
    for line in lines:
        findings = wanted[line["户编号"]]
        assert line["条数"] == len(findings)
        assert line["办结期限"] == days[line["优先级"]]
        told = line["发现的问题"].split("\n")
        severities = [text[text.index("（") + 1] for text in told[:6]]
        assert severities == sorted(severities, key="高中低".index)
        for row in findings if len(findings) <= 6 else ():
            assert any(row["sentence"] in text for text in told)
        assert line["户主（或本人）"].count("*") == 10


def test_a_household_with_more_than_a_row_can_show_says_where_the_rest_is(tmp_path: Path) -> None:
    pieces = [
        {
            "dataset": f"d.{name}",
            "department": "d",
            "row_no": 7,
            "field": "f",
            "title": "一个名字很长的指标",
            "value": "值" * 9,
        }
        for name in ("one", "two", "three", "four", "five", "six")
    ]
    findings = [
        {
            "finding_id": f"f_{number}",
            "evidence_key": "e_1",
            "rule": f"r{number}",
            "family": "risk",
            "level": "household",
        }
        | {"severity": "high", "subject": "h", "household_id": "listed:1", "township": "甲乡", "village": "一村"}
        | {"sentence": "说明" * 40, "status": "new", "evidence": pieces}
        for number in range(12)
    ]
    month = MonthData("2026-10", 1, findings=findings)
    write_workbook(townships(month)[0], month, tmp_path / "book.xlsx")
    page = load_workbook(tmp_path / "book.xlsx")["核查清单"]
    [line] = records(page)
    shown = line["发现的问题"].count("说明" * 40)
    assert 1 <= shown < 12
    assert f"……另有 {12 - shown} 条" in line["发现的问题"]
    assert "……其余见" in line["依据"]
    assert len(line[HOUSEHOLDS.key].split()) == line["条数"] == 12
    assert page.row_dimensions[2].height < 409


def test_only_the_answers_can_be_changed(folder: Path) -> None:
    book = load_workbook(folder / "工作簿" / f"{TOWNSHIPS[0]}_2026-10.xlsx")
    for page in book:
        assert page.protection.sheet and not page.protection.autoFilter, page.title
        head = [cell.value for cell in page[1]]
        forms = [form for form in (HOUSEHOLDS, FINDINGS) if form.name == page.title]
        answers = {head.index(header) + 1 for form in forms for header in form.headers}
        unlocked = {cell.column for row in page.iter_rows(min_row=2) for cell in row if not cell.protection.locked}
        assert unlocked == answers, page.title


def test_answers_are_chosen_from_the_list_and_dated_within_reason(folder: Path) -> None:
    titles = ",".join(outcome.title for outcome in load_outcomes(load_settings().include))
    for form in (HOUSEHOLDS, FINDINGS):
        page = sheet(folder, TOWNSHIPS[0], form.name)
        head = [cell.value for cell in page[1]]
        rules = {rule.type: rule for rule in page.data_validations.dataValidation}
        assert rules["list"].formula1 == f'"{titles}"'
        for kind, header in (("list", form.outcome), ("date", form.day)):
            column = get_column_letter(head.index(header) + 1)
            assert str(rules[kind].sqref) == f"{column}2:{column}{page.max_row}"
        assert page.column_dimensions[get_column_letter(head.index(form.key) + 1)].hidden


def test_sheets_are_ready_for_screen_and_paper(folder: Path) -> None:
    for name in ("核查清单", "逐条明细", "户名单"):
        page = sheet(folder, TOWNSHIPS[0], name)
        hidden = [place for place, width in page.column_dimensions.items() if width.hidden]
        shown = get_column_letter(page.max_column - len(hidden))
        assert len(hidden) == (name != "户名单")
        assert page.freeze_panes == "F2"
        assert page.auto_filter.ref == f"A1:{shown}{page.max_row}"
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in page.oddFooter.center.text
        assert page.print_area.endswith(f"${shown}${page.max_row}")


def test_no_cell_can_run_and_numbers_of_people_and_households_stay_text(folder: Path) -> None:
    for cell in cells(folder):
        assert cell.data_type in ("s", "n"), cell.coordinate
        assert cell.hyperlink is None
    for line in records(sheet(folder, TOWNSHIPS[0], "逐条明细")):
        assert isinstance(line["户编号"], str)
        assert isinstance(line["证件号"], str)
    for path in (folder / "工作簿").glob("*.xlsx"):
        names = zipfile.ZipFile(path).namelist()
        assert not [name for name in names if "vba" in name or "externalLink" in name or "connections" in name]


def test_delivered_text_that_looks_like_a_formula_or_a_link_stays_text(
    tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    subjects = [
        {"household_id": f"listed:{payload}", "household_no": payload, "township": "甲乡", "village": payload}
        | {"status": "listed", "priority": 1, "people_count": 1, "household_type": payload}
        for payload in PAYLOADS
    ]
    findings = [
        {"rule": payload, "family": "risk", "severity": "high", "level": "household", "subject": "s", "status": "new"}
        | {"household_id": f"listed:{payload}", "township": "甲乡", "village": payload, "masked_name": payload}
        | {"sentence": payload, "action": payload, "verify_department": payload}
        | {"evidence": [{"dataset": payload, "department": payload, "row_no": 3, "field": "name", "value": payload}]}
        for payload in PAYLOADS
    ]
    month = MonthData("2026-10", 1, monitoring_subjects=subjects, findings=findings)
    (tmp_path / "工作簿").mkdir()
    write_workbook(townships(month)[0], month, tmp_path / "工作簿" / "甲乡_2026-10.xlsx")
    found = list(cells(tmp_path))
    record_property("payloads", len(PAYLOADS))
    record_property("active", sum(cell.data_type not in ("s", "n") or cell.hyperlink is not None for cell in found))
    assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in found)
    for payload in PAYLOADS:
        assert sum(payload.strip() in str(cell.value) for cell in found if cell.data_type == "s") > 6, payload


def test_no_bare_number_even_when_the_work_list_holds_one(tmp_path: Path) -> None:
    month = county_month(households=5)
    bare = [{"person": row["person"], "work_id": "529901199001011234"} for row in month.worklist]
    write_reports(dataclasses.replace(month, worklist=bare), tmp_path)
    texts = [str(cell.value) for cell in cells(tmp_path) if cell.value]
    assert "529901********1234" in texts
    assert not [text for text in texts if BARE_ID.search(text)]


def test_a_department_that_writes_a_path_as_its_township_does_not_choose_where_the_file_lies(tmp_path: Path) -> None:
    month = MonthData("2026-10", 1, findings=[
        {"rule": "r", "family": "risk", "severity": "low", "level": "person", "subject": "p", "township": name,
         "status": "new"}
        for name in ("../../etc/甲乡", "甲/乡", "甲_乡", "全县", None)
    ])  # fmt: skip
    names = workbook_names(townships(month), month.period)
    assert len(set(names)) == 5
    assert not [name for name in names if "/" in name or ".." in name]
    write_reports(month, tmp_path)
    assert len(list((tmp_path / "工作簿").iterdir())) == 5


@pytest.mark.slow
def test_books_of_townships_no_longer_there_are_removed_and_nothing_else_is(tmp_path: Path) -> None:
    month = county_month(households=30)
    write_reports(month, tmp_path)
    mine = tmp_path / "工作簿" / "我的笔记.xlsx"
    mine.write_bytes(b"mine")
    gone = TOWNSHIPS[0]
    write_reports(
        dataclasses.replace(
            month,
            findings=[row for row in month.findings if row["township"] != gone],
            monitoring_subjects=[row for row in month.monitoring_subjects if row["township"] != gone],
        ),
        tmp_path,
    )
    left = {path.name for path in (tmp_path / "工作簿").iterdir()}
    assert f"{gone}_2026-10.xlsx" not in left
    assert {mine.name, f"{TOWNSHIPS[1]}_2026-10.xlsx"} <= left
