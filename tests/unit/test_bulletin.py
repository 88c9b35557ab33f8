"""The bulletin: numbers that add up, months behind it, an edition for outside that gives nobody away, and the paper."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.disclosure import Disclosure, public_indicators
from monitoring.disclosure_links import covers
from monitoring.reports import MonthData, fonts, words, write_reports
from monitoring.reports.bulletin import bulletin, editions, pdf
from monitoring.reports.bulletin.page import page
from monitoring.reports.bulletin.parts import Bulletin, Part
from monitoring.reports.charts import NAVY, lines
from monitoring.reports.figures import Table
from tests.lib.indicators import row as indicator
from tests.lib.month import TOWNSHIPS, county_month

RULES = Disclosure(suppressed_max=7, rounding=5)
CUBE = [f"households_{category}_{status}" for category in words.CATEGORIES for status in words.STATUSES]


@pytest.fixture(scope="module")
def month() -> MonthData:
    base = county_month(households=240)
    before = [
        {**row, "period": period, "value": _earlier(row, less)}
        for period, less in (("2026-08", 2), ("2026-09", 1))
        for row in base.indicators
        if row["area_level"] != "village"
    ]
    return dataclasses.replace(base, history=before)


def _earlier(row: Any, less: int) -> Any:
    if row["indicator"] == "rows_quarantined_share" and less == 2:
        return None
    return max(row["value"] - less, 0) if isinstance(row["value"], int) else row["value"]


@pytest.fixture(scope="module")
def inside(month: MonthData) -> Bulletin:
    return bulletin(month, is_public=False)


@pytest.fixture(scope="module")
def outside(month: MonthData) -> Bulletin:
    return bulletin(month, is_public=True)


def parts(edition: Bulletin, anchor: str) -> list[Part]:
    return list(next(section for section in edition.sections if section.anchor == anchor).parts)


def column(table: Table, place: int) -> list[Any]:
    return [row[place] for row in table.rows]


def test_every_total_is_the_sum_of_its_lines(inside: Bulletin) -> None:
    checked = 0
    for section in inside.sections:
        for part in section.parts:
            lines = [row for at, row in enumerate(part.table.rows) if not part.table.strong or at in part.table.strong]
            for place, whole in enumerate(part.table.total or ()):
                is_share = "%" in part.table.head[place]
                if place and isinstance(whole, int) and not is_share:
                    assert whole == sum(row[place] for row in lines), (section.anchor, part.table.head[place])
                    checked += 1
    assert checked > 80


def test_villages_add_up_to_their_township_and_the_rows_of_the_warehouse(inside: Bulletin, month: MonthData) -> None:
    table = parts(inside, "towns")[2].table
    of_township: dict[str, list[Any]] = {}
    township = ""
    for at, row in enumerate(table.rows):
        township = row[0] if at in table.strong else township
        of_township.setdefault(township, []).append(row)
    assert set(of_township) == set(TOWNSHIPS)
    for name, (whole, *villages) in of_township.items():
        subjects = [row for row in month.monitoring_subjects if row["township"] == name]
        states = Counter(row["status"] for row in subjects)
        assert whole[1:4] == [states[status] for status in words.STATUSES]
        assert whole[4] == len(subjects)
        for place in (1, 2, 3, 4, 5, 7, 8, 9, 10):
            assert whole[place] == sum(row[place] for row in villages)


def test_causes_and_measures_are_those_of_the_listed_households(inside: Bulletin, month: MonthData) -> None:
    listed = [row for row in month.monitoring_subjects if row["status"] == "listed"]
    ill = [row for row in listed if "illness" in row["causes"]]
    answered = [row for row in ill if "help_health" in row["measures"]]
    against = next(row for row in parts(inside, "measures")[1].table.rows if row[0] == "因病")
    assert against[1:6] == [len(ill), len(answered), len(ill) - len(answered), len(answered), len(ill) - len(answered)]
    labour = next(row for row in parts(inside, "measures")[1].table.rows if row[0] == "缺劳动力")
    assert labour[4:] == [None, None, "未规定"]


def test_the_first_screen_tells_new_from_persisting(inside: Bulletin, month: MonthData) -> None:
    table = inside.cards[2].parts[0].table
    counted = Counter(row["status"] for row in month.open_findings)
    assert table.total is not None
    assert list(table.total[1:]) == [
        counted["new"],
        counted["persisting"],
        counted["not_reassessed"],
        len(month.open_findings),
    ]


def test_earlier_months_stand_before_this_one_and_a_gap_is_not_nought(inside: Bulletin) -> None:
    over_time = parts(inside, "progress")[0].table
    assert column(over_time, 0) == ["2026年8月", "2026年9月", "2026年10月"]
    first, second, now = column(over_time, 1)
    assert (first + 2, second + 1) == (now, now)
    quality = parts(inside, "trends")[2]
    assert quality.table.rows[0][1] is None
    assert quality.chart is not None
    assert "2026-08 —" in quality.chart.svg


def test_what_was_not_delivered_is_a_dash_in_table_and_chart(month: MonthData) -> None:
    rows = [{**row, "value": None} if row["indicator"].startswith("visits") else row for row in month.indicators]
    edition = bulletin(dataclasses.replace(month, indicators=rows), is_public=False)
    (visits,) = parts(edition, "visits")
    assert {value for row in visits.table.rows for value in row[1:]} == {None}
    assert visits.chart is None
    assert "—" in page(edition).partition('id="visits"')[2].partition("</section>")[0]


def test_a_line_breaks_where_a_month_is_unknown() -> None:
    drawn = str(lines("图", ["2026-08", "2026-09", "2026-10"], {"户": [3, None, 5]}, {"户": NAVY}, 400))
    assert drawn.count("<title>图</title>") == 1
    assert "户 2026-08 3、2026-09 —、2026-10 5" in drawn


def test_each_edition_says_which_it_is(inside: Bulletin, outside: Bulletin) -> None:
    for edition, own, other in ((inside, "内部版", "公开版"), (outside, "公开版", "内部版")):
        text = page(edition)
        assert f'content: "{own}"' in text
        assert own in text
        assert other not in text


def test_the_public_edition_names_no_village_household_department_or_delivery(
    outside: Bulletin, month: MonthData
) -> None:
    text = page(outside)
    assert not [row["village"] for row in month.monitoring_subjects if row["village"] in text]
    assert not [row for row in month.monitoring_subjects if row["household_no"] in text]
    assert not [title for title in month.labels.departments.values() if title in text]
    assert not [row["title"] for row in month.deliveries if f"《{row['title']}》" in text]


def test_the_public_edition_shows_only_noughts_and_multiples_of_five_of_people(outside: Bulletin) -> None:
    shown = [
        value
        for section in outside.sections
        for part in section.parts
        for row in [*part.table.rows, part.table.total or ()]
        for value in row
        if words.is_count(value)
    ]
    numbers = [value for value in shown if isinstance(value, int)]
    assert any(numbers)
    assert words.Hidden.HIDDEN in shown
    assert [number for number in numbers if number % 5] == []


def _shift(month: MonthData, changes: dict[tuple[str, str], int]) -> MonthData:
    """The month with other counts in cells of category, status and township, and the sums that follow from them."""
    deltas: Counter[tuple[str, str, str]] = Counter()
    for (name, area), delta in changes.items():
        for one in (name, f"households_{name.rsplit('_', 1)[1]}"):
            deltas[one, "township", area] += delta
            deltas[one, "county", "全县"] += delta
    rows = [
        {**row, "value": row["value"] + deltas[row["indicator"], row["area_level"], row["area"]]}
        if (row["indicator"], row["area_level"], row["area"]) in deltas
        else row
        for row in month.indicators
    ]
    return dataclasses.replace(month, indicators=rows)


def test_what_is_hidden_could_be_any_small_count_and_nothing_outside_would_differ(
    month: MonthData,
) -> None:
    # Whether a visit, cause or measure is shown depends on those without it, whom other counts of households would change.
    month = dataclasses.replace(
        month,
        indicators=[
            row
            for row in month.indicators
            if not row["indicator"].startswith(("visits", "measure_")) and covers(row["indicator"]) is None
        ],
    )
    shown = page(bulletin(month, is_public=True))
    small = {
        (row["indicator"], row["area"]): row["value"]
        for row in month.indicators
        if row["indicator"] in CUBE and row["area_level"] == "township" and 1 <= row["value"] <= RULES.suppressed_max
    }
    assert len(small) > 10
    for wanted in (1, 7):
        other = _shift(month, {cell: wanted - count for cell, count in small.items()})
        assert other.indicators != month.indicators
        assert page(bulletin(other, is_public=True)) == shown


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 12)),
        min_size=1,
        max_size=4,
    )
)
def test_no_difference_of_two_published_counts_is_a_small_one(cells: list[tuple[int, int, int, int]]) -> None:
    """A part is not shown beside its whole when the rest is few, and a whole is the sum of what its parts show."""
    rows = []
    for place, (unstable, marginal, sudden, other) in enumerate(cells):
        listed, done = unstable + marginal + sudden + other, unstable + marginal
        counts = dict(zip(CUBE[::3], (unstable, marginal, sudden), strict=True))
        counts |= {"households_listed": listed, "visits_due": listed, "visits_done": done}
        rows += [indicator(name, "户", "township", f"{place}镇", count) for name, count in counts.items()]
    shown = {(row["indicator"], row["area"]): row["value"] for row in public_indicators(rows, RULES)}
    for place, (unstable, marginal, sudden, other) in enumerate(cells):
        area = f"{place}镇"
        visible = [shown[name, area] for name in CUBE[::3]]
        rest = RULES.shown(other)
        if shown["households_listed", area] is not None:
            assert shown["households_listed", area] == sum(filter(None, [*visible, rest]))
        assert shown["visits_due", area] == shown["households_listed", area]
        if shown["visits_done", area] is not None:
            assert unstable + marginal == 0 or sudden + other == 0 or sudden + other > RULES.suppressed_max
    totals = [shown["visits_done", f"{place}镇"] for place in range(len(cells))]
    if None in totals:
        assert shown["visits_done", "全县"] is None


def test_persons_are_left_out_with_their_households() -> None:
    rows = [
        indicator(name, unit, "township", "甲乡", count)
        for name, unit, count in (
            ("households_unstable_listed", "户", 3),
            ("households_marginal_listed", "户", 20),
            ("households_listed", "户", 23),
            ("persons_unstable_listed", "人", 14),
            ("persons_marginal_listed", "人", 61),
            ("persons_listed", "人", 75),
        )
    ]
    shown = {row["indicator"]: row["value"] for row in public_indicators(rows, RULES) if row["area"] == "甲乡"}
    assert shown["persons_unstable_listed"] is None
    assert (shown["households_listed"], shown["persons_listed"]) == (20, 60)


def test_the_same_rows_make_the_same_paper(month: MonthData, inside: Bulletin) -> None:
    first = pdf.pdf(inside)
    assert first.startswith(b"%PDF")
    assert first == pdf.pdf(bulletin(month, is_public=False))
    assert b"CreationDate" not in first


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_every_page_of_the_paper_is_marked_and_counted(inside: Bulletin, outside: Bulletin, tmp_path: Path) -> None:
    for edition, own, other in ((inside, "内部版", "公开版"), (outside, "公开版", "内部版")):
        file = tmp_path / "bulletin.pdf"
        file.write_bytes(pdf.pdf(edition))
        text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
        pages = text.split("\f")[:-1]
        assert len(pages) > 2
        for number, sheet in enumerate(pages, 1):
            plain = re.sub(r"\s", "", sheet)
            assert own in plain and f"第{number}页，共{len(pages)}页" in plain
            assert other not in plain


def test_what_a_name_says_is_printed_and_never_obeyed(month: MonthData, tmp_path: Path) -> None:
    name = '#panic("x") *a* $b$ @c <d> \\ "'
    subjects = [{**row, "township": name} for row in month.monitoring_subjects]
    rows = [{**row, "area": name} if row["area"] == TOWNSHIPS[0] else row for row in month.indicators]
    edition = bulletin(dataclasses.replace(month, monitoring_subjects=subjects, indicators=rows), is_public=False)
    assert pdf.pdf(edition).startswith(b"%PDF")


@pytest.mark.slow
def test_without_a_chinese_font_the_pages_are_written_and_the_way_out_is_named(
    month: MonthData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(month, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("月报_*")) == [
        "月报_2026-10.html",
        "月报_2026-10.pdf",
        "月报_公开版_2026-10.html",
        "月报_公开版_2026-10.pdf",
    ]
    monkeypatch.setattr(fonts, "_FAMILIES", ())
    write_reports(month, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("月报_*")) == ["月报_2026-10.html", "月报_公开版_2026-10.html"]
    assert [name for name, _ in editions.files(month, is_public=True)] == ["月报_公开版_2026-10.html"]
    assert "中文字体" in str(fonts.obstacle())
    assert "apt-get install" in str(fonts.obstacle())


@pytest.mark.parametrize(
    ("run", "late"),
    [
        ([], [None, None, None]),
        ([{"hits": 1, "clear": 42, "not_assessed": 0}], [1, 0, 1]),
        ([{"hits": 1, "clear": 30, "not_assessed": 12}], [1, None, None]),
    ],
)
def test_a_department_is_on_time_only_where_its_deliveries_were_judged(
    month: MonthData, run: list[dict[str, int]], late: list[int | None]
) -> None:
    rule = {"rule": "delivery.late", "title": "报送迟到", "family": "delivery", "level": "dataset", "reasons": None}
    found = {**month.findings[-1], **rule, "subject": "civil_affairs.dibao", "status": "new"}
    other = dataclasses.replace(
        month,
        rule_runs=[*month.rule_runs, *({**rule, **one} for one in run)],
        findings=[*month.findings, found] * len(run),
    )
    table = parts(bulletin(other, is_public=False), "departments")[0].table
    lines = {row[0]: row[3] for row in [*table.rows, table.total or []]}
    assert [lines["民政局"], lines["教育局"], lines["合计"]] == late
