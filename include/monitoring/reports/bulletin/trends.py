"""What changed over the published months: the fourth of the pictures, and the trends behind the month's numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.reports import change_figures, charts, words
from monitoring.reports.bulletin.months import Month, added
from monitoring.reports.bulletin.parts import Chart, Part, Section
from monitoring.reports.bulletin.pictures import BESIDE, bars, lines
from monitoring.reports.bulletin.subjects import FAMILIES, STATUS_COLOURS, shown_name
from monitoring.reports.charts import Value
from monitoring.reports.data import MonthData
from monitoring.reports.figures import Table, place_of

_FAMILY_COLOURS = dict(
    zip(
        (words.FAMILIES[family] for family in FAMILIES),
        (charts.RED, charts.NAVY, charts.AMBER, charts.SKY, charts.GREEN),
        strict=True,
    )
)
_INSIDE = {
    "households_entered": "本月进入",
    "households_left": "本月退出",
    "risk_elimination_share": "风险消除占比（%）",
}
_COARSE = "各月的数按当月隐去、取整，两个月之差不等于新进入或退出的数，也可能只因隐去的乡镇不同。"
_QUALITY = {
    "datasets_delivered_share": ("数据集报送率（%）", charts.NAVY),
    "rows_quarantined_share": ("隔离行占比（%）", charts.AMBER),
}


def progress(data: MonthData, months: Sequence[Month], *, is_public: bool) -> Section:
    """Risk eliminated over time, and by township."""
    now = months[-1]
    statuses = {f"households_{status}": title for status, title in words.STATUSES.items()}
    beside = {} if is_public else _INSIDE
    head = ["月份", *statuses.values(), "合计", *beside.values()]
    rows = [[*_line(month, statuses), *(month.county(name) for name in beside)] for month in months]
    chart = _lines("各月监测对象（户）", months, statuses, list(STATUS_COLOURS.values()))
    over_time = Part(Table(head, rows), chart, is_wide=True, title="各月")
    notes = ["风险消除占比＝已消除户占在册与已消除户之和。只作观察，不作考核：不得盲目追求风险消除率。"]
    return Section(
        "progress",
        "进展",
        "图四　进展：风险消除",
        [over_time, *([] if is_public else [_eliminated(data, now)])],
        [_COARSE] if is_public else notes,
    )


def trends(months: Sequence[Month], *, is_public: bool) -> Section:
    """Findings over the months and, inside, how complete and clean the data was."""
    families = {f"findings_{family}": words.FAMILIES[family] for family in FAMILIES}
    rows = [_line(month, families) for month in months]
    title = "各月待核查事项（条）"
    parts = [
        Part(
            Table(["月份", *families.values(), "合计"], rows),
            _lines(title, months, families, list(_FAMILY_COLOURS.values())),
            is_wide=True,
        )
    ]
    if not is_public:
        parts += [_quality(months, name, title, colour) for name, (title, colour) in _QUALITY.items()]
    note = "按已发布的月份，最多含此前十二个月；没有发布的月份不列，缺数据的为“—”，图上断开。"
    return Section("trends", "趋势", "各月趋势", parts, [note, _COARSE] if is_public else [note])


def changes(data: MonthData) -> Section:
    """Who came onto the list and who left it, with the reasons."""
    if change_figures.is_first_month(data):
        return Section("changes", "变动", "名单变动", [], ["首个月份，没有上月可比。"])
    before, entered, left, now = change_figures.balance(data)
    parts = [
        Part(change_figures.by_cause(data), title="变动的原因（户）"),
        Part(change_figures.explanations(data), title="说明"),
    ]
    note = (
        f"上月 {before:,} 户 ＋ 进入 {entered:,} 户 − 退出 {left:,} 户 ＝ 本月 {now:,} 户。"
        "每一户的变动都有原因；逐户说明：monitor explain 户编号。"
    )
    return Section("changes", "变动", "名单变动", parts, [note])


def _eliminated(data: MonthData, now: Month) -> Part:
    """Households whose risk was eliminated, by township: all, and those of this month."""
    moved = Counter(
        (place_of(row), str(row.get("status_now")))
        for row in data.household_changes
        if row["change"] == "status_changed" and row.get("status_before") != row.get("status_now")
    )
    rows: list[list[Any]] = []
    for name in now.places(("households_listed", "households_eliminated")):
        place = shown_name(name)
        counts = [now.township(f"households_{status}", name) for status in ("listed", "eliminated")]
        share = now.township("risk_elimination_share", name)
        rows.append([place, *counts, share, moved[place, "eliminated"], moved[place, "listed"]])
    total = ["合计", *(now.county(f"households_{status}") for status in ("listed", "eliminated"))]
    total += [now.county("risk_elimination_share"), *(sum(row[place] for row in rows) for place in (4, 5))]
    head = ["乡镇", "在册", "已消除", "消除占比（%）", "本月转为已消除", "本月转为在册"]
    title = "各乡镇：在册与已消除（户）"
    colours = dict(list(STATUS_COLOURS.items())[:2])
    return Part(Table(head, rows, total), bars(title, [row[:3] for row in rows], colours, BESIDE))


def _quality(months: Sequence[Month], name: str, title: str, colour: str) -> Part:
    rows = [[words.month(month.period), month.county(name)] for month in months]
    return Part(Table(["月份", title], rows), _lines(title, months, {name: title}, [colour]))


def _line(month: Month, indicators: Mapping[str, str]) -> list[Any]:
    values: list[Value] = [month.county(name) for name in indicators]
    return [words.month(month.period), *values, added(values)]


def _lines(title: str, months: Sequence[Month], indicators: Mapping[str, str], colours: list[str]) -> Chart | None:
    series = {label: [month.county(name) for month in months] for name, label in indicators.items()}
    return lines(title, [month.period for month in months], series, colours)
