"""What the numbers rest on: departments, rules, deliveries, reasons for quarantine, all indicators, parameters."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import Any

from monitoring.indicator_files import BY_RULE, load_indicators
from monitoring.reports import charts, delivery_figures, rule_figures, words
from monitoring.reports.bulletin.months import Month, added
from monitoring.reports.bulletin.parts import Part, Section
from monitoring.reports.bulletin.pictures import BESIDE, bars
from monitoring.reports.bulletin.subjects import shown_name
from monitoring.reports.data import MonthData, Row
from monitoring.reports.figures import Table
from monitoring.settings import load_settings

_DELIVERED = {"已报送": charts.NAVY, "沿用前期": charts.SKY, "没有可用数据": charts.AMBER}
_LATE = "delivery.late"
_AREAS_ABREAST = 10
_PUBLIC_FILES = (
    *("subjects_by_status", "persons_by_status", "households_by_category", "findings_by_family"),
    *("households_by_cause", "measures_by_kind", "measures_by_cause", "employment", "microcredit_households", "visits"),
)


def departments(data: MonthData, months: list[Month]) -> Section:
    """Who delivered, on time or late or not at all, and how clean; this month and those before."""
    late = Counter(str(row["subject"]) for row in data.findings if row["rule"] == _LATE)
    run = next((row for row in data.rule_runs if row["rule"] == _LATE), None)
    rows: list[list[Any]] = []
    for name, held in delivery_figures.deliveries(data):
        states = Counter(str(row["status"]) for row in held)
        counts = delivery_figures.row_counts(held)
        absent = len(held) - states["delivered"] - states["carried"]
        rows.append(
            [
                name,
                len(held),
                states["delivered"],
                _late(sum(late[str(row["dataset"])] for row in held), run),
                states["carried"],
                absent,
                months[-1].area("datasets_delivered_share", "department", name),
                counts[0],
                counts[2],
                months[-1].area("rows_quarantined_share", "department", name),
                months[-1].area("id_problem_share", "department", name),
            ]
        )
    shares = {6: "datasets_delivered_share", 9: "rows_quarantined_share", 10: "id_problem_share"}
    total = [
        "合计",
        *(
            months[-1].county(shares[place]) if place in shares else added([row[place] for row in rows])
            for place in range(1, 11)
        ),
    ]
    head = [
        "部门",
        "应报",
        "已报送",
        "其中迟到",
        "沿用",
        "没有可用",
        "报送率（%）",
        "报送行数",
        "隔离行数",
        "隔离率（%）",
        "证件号问题（%）",
    ]
    title = "各部门数据集（份）"
    spans = [("", 1), ("数据集（份）", 6), ("数据行", 4)]
    chart = bars(title, [[row[0], row[2], *row[4:6]] for row in rows], _DELIVERED, labels=130)
    parts = [
        Part(Table(head, rows, total, spans), chart, is_wide=True),
        _over_months(months, [str(row[0]) for row in rows]),
    ]
    return Section("departments", "部门", "部门报送与数据质量", parts, [_on_lateness(run)])


def _late(known: int, run: Row | None) -> int | None:
    """Late deliveries; unknown rather than none when of some deliveries nobody knows when they came."""
    return known if run is not None and (known or not int(run["not_assessed"])) else None


def _on_lateness(run: Row | None) -> str:
    if run is None:
        return "本月没有判断报送是否迟到。"
    unknown = int(run["not_assessed"])
    said = f"有 {unknown:,} 份没有报送，或不知何时到达，没有判断，不当作按时（“—”）。" if unknown else ""
    return f"迟到按规则“报送迟到”。{said}"


def _over_months(months: list[Month], names: list[str]) -> Part:
    rows = [[name, *(month.area("datasets_delivered_share", "department", name) for month in months)] for name in names]
    head = ["部门", *(month.period for month in months)]
    total = ["全县", *(month.county("datasets_delivered_share") for month in months)]
    return Part(Table(head, rows, total), title="各部门各月数据集报送率（%）")


def rules(data: MonthData) -> Section:
    """What every rule found, cleared and could not assess, and why."""
    lines = rule_figures.rules(data)
    counted = ("hits", "kept", "to_check", "cleared", "not_assessed")
    rows: list[list[Any]] = []
    strong = set()
    for family, members in groupby(lines, key=lambda line: line.family):
        held = list(members)
        strong.add(len(rows))
        rows.append([family, "", *(sum(getattr(line, name) for line in held) for name in counted), "", ""])
        rows += [
            [line.title, line.level, *(getattr(line, name) for name in counted), why(line.reasons), line.department]
            for line in held
        ]
    total = ["合计", "", *(sum(getattr(line, name) for line in lines) for name in counted), "", ""]
    head = ["规则", "对象", "命中", "保留", "待核查", "排除", "未评估", "未评估的原因", "责任部门"]
    note = (
        "命中＝有疑点；保留＝上月命中、本月缺数据未能复核；待核查＝命中＋保留。排除＝已比对、无疑点；"
        "未评估＝所需数据没有报送或所需的值为空，不当作无疑点。"
    )
    return Section("rules", "各规则", "各规则", [Part(Table(head, rows, total, strong=frozenset(strong)))], [note])


def why(reasons: list[tuple[str, int]]) -> str:
    """Reasons in one line, with their counts when there are several."""
    return "；".join(f"{reason} {words.number(count)}" if len(reasons) > 1 else reason for reason, count in reasons)


def deliveries(data: MonthData) -> Section:
    """Every delivery with the fate of its rows."""
    rows: list[list[Any]] = []
    strong = set()
    for department, held in delivery_figures.deliveries(data):
        strong.add(len(rows))
        rows.append([department, "", *delivery_figures.row_counts(held), ""])
        rows += [
            [
                row["title"],
                words.word(words.DELIVERY_STATES, row["status"]),
                *delivery_figures.row_counts([row]),
                _remark(row),
            ]
            for row in held
        ]
    total = ["合计", "", *delivery_figures.row_counts(data.deliveries), ""]
    head = ["数据", "状态", "报送行数", "入库", "隔离", "重复剔除", "说明"]
    reasons = delivery_figures.quarantine(data)
    title = "隔离行数（不含整份停用的）"
    drawn = [(name, count) for name, code, count, _ in reasons if code != delivery_figures.STOPPED]
    held_back = Part(
        Table(["原因", "代码", "行数", "涉及数据（份）"], [list(line) for line in reasons]),
        bars(title, drawn, {"行": charts.NAVY}, BESIDE, 170),
        title="隔离原因",
        notes=["一行可能有几个原因，各原因行数之和可以大于隔离行数。行号见“数据质量”报告和各部门的改正清单。"],
    )
    note = (
        "报送行数＝入库＋隔离＋重复剔除，每一份都相等。已退回＝文件读不了；已停用＝整份没有通过关键检查，一行都不用。"
    )
    table = Table(head, rows, total, strong=frozenset(strong))
    return Section("deliveries", "数据报送", "数据报送", [Part(table), held_back], [note])


def _remark(row: Row) -> str:
    carried = row["status"] == "carried" and row.get("carried_from")
    return f"沿用 {words.month(carried)} 的数据 " * bool(carried) + str(row.get("message") or "")


def indicators(month: Month) -> Section:
    """All indicators of county and townships; findings of each rule have a section of their own."""
    shown = sorted(
        (name, row)
        for (name, level, _), row in month.rows.items()
        if level == "county" and not name.startswith(BY_RULE)
    )
    tables = []
    for start in range(0, max(len(month.townships), 1), _AREAS_ABREAST):
        names = month.townships[start : start + _AREAS_ABREAST]
        rows = [
            [_titled(row), month.county(code), *(month.township(code, name) for name in names)] for code, row in shown
        ]
        tables.append(Part(Table(["指标", "全县", *map(shown_name, names)], rows)))
    note = "“—”表示所需数据没有报送或该级不统计，不等于零。村级指标见数据仓库；口径见下一节。"
    return Section("indicators", "指标", "指标", tables, [note])


def definitions(*, is_public: bool) -> Section:
    """What is counted, in which unit, over whom: as the indicator files say."""
    rows = [
        [
            "、".join(title.split("：")[0] for title in one.header.titles.values()),
            one.header.unit,
            one.header.definition,
        ]
        for one in load_indicators(load_settings().sql / "indicators")
        if one.header.titles and (not is_public or one.name in _PUBLIC_FILES)
    ]
    rows = [[_shortened(names), unit, text] for names, unit, text in rows]
    return Section("definitions", "口径", "单位与口径", [Part(Table(["指标", "单位", "口径"], rows))])


def _shortened(names: str) -> str:
    different = list(dict.fromkeys(names.split("、")))
    return "、".join(different[:4]) + (f" 等 {len(different)} 项" if len(different) > 4 else "")


def parameters(data: MonthData) -> Section:
    """The parameters of the month, with their source."""
    rows = [
        [
            data.labels.parameters.get(str(row["name"]), row["name"]),
            Decimal(str(row["value"])) if row.get("value") is not None else None,
            words.day(row.get("valid_from")),
            row.get("source") or "",
        ]
        for row in sorted(data.parameters_used, key=lambda row: str(row["name"]))
    ]
    table = Table(["参数", "数值", "起用日期", "出处"], rows)
    return Section("parameters", "参数", "本月使用的参数", [Part(table)])


def _titled(row: Row) -> str:
    return f"{row['title']}（{row['unit']}）" if row.get("unit") else str(row["title"])
