"""The pages: numbers that add up, nothing personal, nothing that runs or is fetched, the same bytes every time."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from monitoring.reports import MonthData, write_reports
from monitoring.reports.bulletin import bulletin
from monitoring.reports.bulletin.page import page as bulletin_page
from monitoring.reports.charts import NAVY, SKY, stacked_bars
from monitoring.reports.summary import month_summary
from monitoring.reports.validation_page import validation_page
from monitoring.settings import PROJECT
from tests.lib.month import county_month

MARKUP = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">{{7*7}}&amp;"


class _Tables(HTMLParser):
    """Rows of text of every table, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data.strip()


def tables(page: str, section: str) -> list[list[list[str]]]:
    parser = _Tables()
    parser.feed(page.partition(f'id="{section}"')[2].partition("</section>")[0])
    return parser.tables


def numbers(row: list[str]) -> list[int]:
    return [int(cell.replace(",", "")) for cell in row if re.fullmatch(r"[\d,]+", cell)]


def month_page(month: MonthData, *, is_public: bool = False) -> str:
    return bulletin_page(bulletin(month, is_public=is_public))


@pytest.fixture(scope="module")
def month() -> MonthData:
    return county_month(households=80)


@pytest.fixture(scope="module")
def page(month: MonthData) -> str:
    return month_page(month)


@pytest.fixture(scope="module")
def quality(month: MonthData) -> str:
    return validation_page(month)


def test_the_townships_add_up_to_the_month(page: str, month: MonthData) -> None:
    _, _, *rows, total = tables(page, "towns")[0]
    columns = [numbers(row) for row in rows]
    assert numbers(total) == [sum(column) for column in zip(*columns, strict=True)]
    listed, eliminated, suspected, households, people = numbers(total)[:5]
    assert listed + eliminated + suspected == households == len(month.monitoring_subjects)
    assert people == sum(row["people_count"] for row in month.monitoring_subjects)
    *families, findings = numbers(total)[5:]
    assert sum(families) == findings == sum(row["family"] != "delivery" for row in month.findings)


def test_the_rules_say_hit_clear_and_not_assessed_with_the_reason(page: str, month: MonthData) -> None:
    rows = {row[0]: row for row in tables(page, "rules")[0]}
    assert numbers(rows["合计"]) == [
        sum(row["hits"] for row in month.rule_runs),
        sum(row["status"] == "not_reassessed" for row in month.findings),
        len(month.findings),
        sum(row["clear"] for row in month.rule_runs),
        sum(row["not_assessed"] for row in month.rule_runs),
    ]
    assert rows["义务教育阶段未在校"][6:8] == ["7,904", "《学籍》本月没有可用的报送"]
    assert rows["住房存在安全隐患"][7] == "没有住房鉴定记录"


def test_every_delivery_is_shown_with_the_fate_of_its_rows(page: str, month: MonthData) -> None:
    rows = {row[0]: row for row in tables(page, "deliveries")[0]}
    for delivery in month.deliveries:
        counts = [delivery[f"rows_{fate}"] for fate in ("delivered", "staged", "quarantined", "dropped")]
        assert numbers(rows[delivery["title"]]) == counts
    delivered, staged, held, dropped = numbers(rows["合计"])
    assert delivered == staged + held + dropped == sum(row["rows_delivered"] for row in month.deliveries)
    assert rows["学籍"][1] == "未报送"
    assert rows["农户饮水安全"][-1].startswith("第2行表头缺少")
    assert rows["监测对象信息"][-1] == "沿用 2026年9月 的数据"


def test_the_first_screen_names_what_did_not_come_and_what_was_not_assessed(page: str) -> None:
    first = re.sub(r"<[^>]+>|\s", "", page.partition('id="towns"')[0])
    assert "39/43份已报送" in first
    for state, title in (
        ("未报送", "学籍"),
        ("已退回", "农户饮水安全"),
        ("已停用", "产业奖补"),
        ("沿用前期", "监测对象信息"),
    ):
        assert re.search(rf"{state}[^《]*《{title}》", first), title
    assert "义务教育阶段未在校7,904户" in first


def test_no_person_is_on_the_pages(page: str, quality: str, month: MonthData) -> None:
    for text in (page, quality):
        assert not re.search(r"\d{6}\*{4,}", text)
        assert not re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", text)
        assert not [row for row in month.subject_members if row["masked_name"] in text or row["person"] in text]


def test_nothing_on_the_pages_is_fetched_or_run(page: str, quality: str) -> None:
    for text in (page, quality):
        assert not re.search(r"https?:|//\w|<script|<iframe|<link|@import|url\(|\bon\w+=|src=", text)
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert all(href.startswith("#") for href in re.findall(r'href="([^"]*)"', text))


def hostile(month: MonthData) -> MonthData:
    """The month with markup wherever a department's or a file's words are shown."""
    return dataclasses.replace(
        month,
        county=f"县{MARKUP}",
        monitoring_subjects=[{**row, "township": MARKUP} for row in month.monitoring_subjects],
        findings=[{**row, "township": MARKUP} for row in month.findings],
        rule_runs=[{**row, "title": MARKUP, "reasons": {MARKUP: 3}} for row in month.rule_runs],
        deliveries=[{**row, "title": MARKUP, "message": MARKUP, "code": MARKUP} for row in month.deliveries],
        delivery_checks=[{**row, "title": MARKUP, "column_name": MARKUP} for row in month.delivery_checks],
        quarantined_rows=[{**row, "code": MARKUP, "column_name": MARKUP} for row in month.quarantined_rows],
        indicators=[{**row, "title": MARKUP, "area": MARKUP, "unit": MARKUP} for row in month.indicators],
        parameters_used=[{**row, "source": MARKUP} for row in month.parameters_used],
    )


def test_delivered_markup_is_shown_as_text(month: MonthData) -> None:
    hostile_month = hostile(month)
    public = month_page(hostile_month, is_public=True)
    for text in (month_page(hostile_month), public, validation_page(hostile_month)):
        assert "<script" not in text
        assert "<img" not in text
        assert "{{7*7}}" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs the browser chromium")
def test_a_browser_runs_nothing_and_asks_for_nothing(month: MonthData, tmp_path: Path) -> None:
    write_reports(hostile(month), tmp_path)
    for page in tmp_path.glob("*.html"):
        log = tmp_path / f"{page.stem}.json"
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                   "--disable-background-networking", "--disable-component-update", "--dump-dom",
                   f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}", page.as_uri()]  # fmt: skip
        dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
        assert "<title>run</title>" not in dom
        events = json.loads(log.read_text(encoding="utf-8"))["events"]
        asked = {event.get("params", {}).get("url", "") for event in events}
        assert not [url for url in asked if page.stem in url and not url.startswith("file:")]
        assert not [url for url in asked if "onerror" in url or url.endswith("/x")]


def test_a_missing_month_is_a_page_too_and_says_that_nothing_is_there() -> None:
    page = month_page(MonthData("2026-10", 1))
    assert "2026年10月" in page
    assert "没有" in tables(page, "towns")[0][-1][0]
    assert "没有评估到" in page or "都已评估" in page


def test_checks_and_reasons_are_counted_with_row_numbers_and_without_values(quality: str, month: MonthData) -> None:
    rows = {row[0]: row for row in tables(quality, "overview")[0]}
    failed = [row for row in month.delivery_checks if not row["success"]]
    critical = sum(row["severity"] == "critical" for row in failed)
    checks = len(month.delivery_checks)
    assert numbers(rows["合计"])[:4] == [checks, checks - len(failed), critical, len(failed) - critical]
    assert len(tables(quality, "failed")[0]) == len(failed) + 1
    held = next(row for row in month.deliveries if row["status"] == "delivered" and row["rows_quarantined"] == 2)
    places = {row["row_no"] for row in month.quarantined_rows if row["dataset"] == held["dataset"]}
    details = quality.partition(f'id="{held["dataset"].replace(".", "-")}"')[2].partition("</details>")[0]
    assert all(re.search(rf"\b{place}\b", details) for place in places)


@pytest.mark.slow
def test_the_same_rows_in_any_order_give_the_same_bytes(month: MonthData, tmp_path: Path) -> None:
    first = write_reports(month, tmp_path / "a")
    shuffled = {
        field.name: random.Random(1).sample(list(rows), len(rows))
        for field in dataclasses.fields(month)
        for rows in [getattr(month, field.name)]
        if isinstance(rows, list)
    }
    assert write_reports(dataclasses.replace(month, **shuffled), tmp_path / "b") == first
    for file in first:
        content = (tmp_path / "a" / str(file["name"])).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    assert not list(tmp_path.glob("**/*.tmp"))


@pytest.mark.slow
def test_neither_clock_nor_zone_nor_hash_seed_changes_a_byte(month: MonthData, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.lib.month import county_month;"
        "from monitoring.reports import write_reports;"
        "print([file['sha256'] for file in write_reports(county_month(households=80), Path(sys.argv[1]))])"
    )
    here = str([file["sha256"] for file in write_reports(month, tmp_path / "here")])
    place = {
        "PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT}",
        "PYTHONHASHSEED": "2",
        "TZ": "Asia/Shanghai",
        "LC_ALL": "C",
    }
    there = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "there")],
        env={**os.environ, **place}, cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert there.stdout.strip() == here


def test_a_chart_draws_every_bar_to_scale_and_writes_its_total() -> None:
    svg = str(stacked_bars("图", [("甲镇", {"a": 30, "b": 10}), ("乙镇", {"a": 20})], {"a": NAVY, "b": SKY}, 300, 90))
    assert re.findall(r">([^<>]+)</text>", svg) == ["甲镇", "乙镇", "40", "20"]
    lengths = [float(length) for length in re.findall(r'd="M[\d.]+,[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" fill', svg)]
    assert lengths == [114.0, 38.0, 76.0]
    assert 'role="img" aria-label="图"' in svg


def test_the_terminal_summary_gives_the_counts_and_the_place(month: MonthData) -> None:
    console = Console(width=100, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(month_summary(month, "data/reports/2026-10"))
    text = console.export_text()
    assert f"{len(month.findings):,}" in text
    assert f"{len(month.monitoring_subjects):,}" in text
    assert "未报送：教育局《学籍》" in text
    assert "data/reports/2026-10" in text
