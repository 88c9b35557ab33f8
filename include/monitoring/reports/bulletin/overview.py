"""The first screen: the month in four cards, and what to do first."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from monitoring.reports import change_figures, charts, delivery_figures, figures, rule_figures, words
from monitoring.reports.bulletin.account import why
from monitoring.reports.bulletin.months import Month, added
from monitoring.reports.bulletin.parts import Card, Part
from monitoring.reports.bulletin.pictures import CARD, bars
from monitoring.reports.bulletin.subjects import FAMILIES, STATUS_COLOURS, by_category
from monitoring.reports.bulletin.support import most_causes
from monitoring.reports.data import MonthData
from monitoring.reports.figures import Table, summed

_STATES = {
    "new": "新增",
    "recurred": "新增",
    "reopened": "新增",
    "persisting": "延续",
    "not_reassessed": "未复核",
}
_STATE_COLOURS = {"新增": charts.AMBER, "延续": charts.NAVY, "未复核": charts.GREY}


def cards(data: MonthData, month: Month, *, is_public: bool) -> list[Card]:
    """Subjects, their changes, findings, and what is lacking."""
    if is_public:
        return [_subjects(month), _newly_suspected(month), _families(month), _basis(data)]
    return [_subjects(month), _moves(month, data), _findings(data), _lacking(data)]


def _subjects(month: Month) -> Card:
    table = by_category(month)
    title = "按类别（户）"
    people = month.sum([f"persons_{status}" for status in words.STATUSES])
    households = month.sum([f"households_{status}" for status in words.STATUSES])
    chart = bars(title, [row[:4] for row in table.rows], STATUS_COLOURS, CARD, 100)
    return Card("监测对象", words.number(households), f"户 · {words.number(people)} 人", [Part(table, chart)])


def _moves(month: Month, data: MonthData) -> Card:
    entered, left = (words.number(month.county(f"households_{move}")) for move in ("entered", "left"))
    parts = [_suspected(month)]
    if change_figures.is_first_month(data):
        unit, notes = "户 首个月份，全部计为进入", ["没有上月可比。"]
    else:
        before, _, _, now = change_figures.balance(data)
        unit, notes = "户 本月进入、退出", [f"上月 {before:,} 户 ＋ {entered} − {left} ＝ 本月 {now:,} 户"]
        parts.insert(0, Part(_short_heads(change_figures.by_cause(data)), title="变动的原因（户）"))
    return Card("进入、退出与疑似", f"＋{entered}　−{left}", unit, parts, notes=notes)


def _newly_suspected(month: Month) -> Card:
    unit = "户 不在册而命中风险规则"
    return Card("疑似新增", words.number(month.county("households_suspected")), unit, [_suspected(month)])


def _short_heads(table: Table) -> Table:
    return replace(table, head=[title.removeprefix("本月").removesuffix("变化") for title in table.head])


def _suspected(month: Month) -> Part:
    counted = most_causes(month, "suspected", 4)
    title = f"疑似新增 {words.number(month.county('households_suspected'))} 户的原因（可有几个）"
    chart = bars(title, counted, {"户": charts.AMBER}, CARD, 84)
    return Part(Table(["原因", "疑似（户）"], [list(line) for line in counted]), chart)


def _findings(data: MonthData) -> Card:
    found = data.open_findings
    names = figures.family_names(found)
    columns = list(_STATE_COLOURS)
    rows: list[list[Any]] = []
    for family, title in names.items():
        states = Counter(_STATES[str(row["status"])] for row in found if row["family"] == family)
        rows.append([title, *(states[name] for name in columns), sum(states.values())])
    title = "按类型：新增与延续（条）"
    chart = bars(title, [row[:4] for row in rows], _STATE_COLOURS, CARD, 92)
    included = sum(bool(row.get("is_missed_inclusion")) for row in found)
    unit = f"条{f' · 其中疑似应纳未纳 {included:,}' if included else ''}"
    closed = len(data.findings) - len(found)
    notes = [
        "疑似线索，不是结论。未复核：本月缺数据，沿用上月。"
        + (f"另有 {closed:,} 条已核实，证据未变。" if closed else "")
    ]
    return Card(
        "待核查事项", f"{len(found):,}", unit, [Part(summed(["类型", *columns, "合计"], rows), chart)], notes=notes
    )


def _families(month: Month) -> Card:
    counted = [(words.FAMILIES[family], month.county(f"findings_{family}")) for family in FAMILIES]
    whole = added([value for _, value in counted])
    title = "按类型（条）"
    chart = bars(title, counted, {"条": charts.NAVY}, CARD, 92)
    table = Table(["类型", "条"], [list(line) for line in counted], ["合计", whole])
    return Card("待核查事项", words.number(whole), "条", [Part(table, chart)], notes=["疑似线索，须经核实，不是结论。"])


def _lacking(data: MonthData) -> Card:
    arrived = sum(row["status"] == "delivered" for row in data.deliveries)
    badges = [
        (str(row["status"]), f"{data.department(row['department'])}《{row['title']}》")
        for row in delivery_figures.absent(data)
    ]
    counts = delivery_figures.row_counts(data.deliveries)
    lines = rule_figures.rules(data)
    gaps = sorted((line for line in lines if line.not_assessed), key=lambda line: (-line.not_assessed, line.rule))
    rows = [[line.title, f"{line.not_assessed:,} {line.unit}", why(line.reasons[:1])] for line in gaps[:4]]
    total = sum(line.not_assessed for line in gaps)
    notes = ["报送 {:,} 行 ＝ 入库 {:,} ＋ 隔离 {:,} ＋ 重复剔除 {:,}".format(*counts)]
    parts = []
    if gaps:
        title = f"没有评估到：{len(gaps)} 条规则，{total:,} 个对象"
        parts = [Part(Table(["规则", "未评估", "主要原因"], rows), title=title)]
        notes.append("没有评估到不等于没有风险" + (f"；另有 {len(gaps) - 4} 条，见各规则。" if len(gaps) > 4 else "。"))
    else:
        notes.append("全部规则对全部对象都已评估。")
    return Card("没有报送、没有评估的", f"{arrived}", f"/ {len(data.deliveries)} 份已报送", parts, badges, notes)


def _basis(data: MonthData) -> Card:
    states = figures.states(data.deliveries, "status", words.DELIVERY_STATES)
    gaps = sum(line.not_assessed > 0 for line in rule_figures.rules(data))
    arrived = sum(row["status"] == "delivered" for row in data.deliveries)
    notes = [f"{gaps} 条规则有对象没有评估到；没有评估到不等于没有风险。" if gaps else "全部规则对全部对象都已评估。"]
    table = summed(["状态", "份"], [list(state) for state in states])
    return Card("数据基础", f"{arrived}", f"/ {len(data.deliveries)} 份数据已报送", [Part(table)], notes=notes)
