"""The month on one page: one HTML file that opens without a network and holds no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from monitoring.indicator_files import BY_RULE
from monitoring.period import Period
from monitoring.reports import change_figures, charts, delivery_figures, figures, rule_figures, words
from monitoring.reports.data import MonthData, Row
from monitoring.reports.figures import Table
from monitoring.reports.html import render

_STATUS_COLOURS = dict(zip(words.STATUSES.values(), (charts.NAVY, charts.SKY, charts.AMBER), strict=True))
_SEVERITY_COLOURS = dict(zip(words.SEVERITIES.values(), (charts.RED, charts.AMBER, charts.GREY), strict=True))
_CARD, _ASIDE = 280, 420
_AREAS_ABREAST = 16


@dataclass(frozen=True)
class Chart:
    """A picture with its caption and the meaning of its colours."""

    title: str
    colours: Mapping[str, str]
    svg: Markup


def month_page(data: MonthData) -> str:
    """The month's page as HTML."""
    return render("page.html.j2", {**heading(data, "防返贫动态监测月报"), **_overview(data), **_details(data)})


def heading(data: MonthData, title: str) -> dict[str, Any]:
    """What stands at the top of every page."""
    as_of = {str(row["name"]): row["value"] for row in data.parameters_used}.get("comparison_day")
    day = Period.parse(data.period).day(int(as_of)) if as_of else ""
    return {
        "title": title,
        "period": data.period,
        "month": words.month(data.period),
        "as_of": str(day),
        "version": data.version,
        "county": "" if data.county.isascii() else data.county,
    }


def _overview(data: MonthData) -> dict[str, Any]:
    rules = rule_figures.rules(data)
    gaps = sorted((line for line in rules if line.not_assessed), key=lambda line: (-line.not_assessed, line.rule))
    absent = [{**row, "department": data.department(row["department"])} for row in delivery_figures.absent(data)]
    states = figures.states(data.deliveries, "status", words.DELIVERY_STATES)
    return {
        "first": figures.first_things(data),
        "households": figures.households(data),
        "category_chart": _chart("按类别（户）", figures.categories(data), _STATUS_COLOURS, _CARD, 100),
        "changes": figures.changes(data),
        "finding_count": len(data.findings),
        "missed_inclusion": sum(bool(row.get("is_missed_inclusion")) for row in data.findings),
        "finding_states": figures.states(data.findings, "status", words.FINDING_STATES),
        "family_chart": _chart("按类型和级别（条）", figures.families(data.findings), _SEVERITY_COLOURS, _CARD, 92),
        "most_hit": sorted((line for line in rules if line.hits), key=lambda line: (-line.hits, line.rule))[:4],
        "arrived": sum(row["status"] == "delivered" for row in data.deliveries),
        "dataset_count": len(data.deliveries),
        "delivery_states": figures.summed(["状态", "份"], [list(state) for state in states]),
        "absent": absent,
        "gaps": gaps,
        "gap_total": sum(line.not_assessed for line in gaps),
    }


def _details(data: MonthData) -> dict[str, Any]:
    towns, rules, quarantine = figures.townships(data), rule_figures.rules(data), delivery_figures.quarantine(data)
    bars = [(str(row[0]), dict(zip(words.STATUSES.values(), row[1:4], strict=True))) for row in towns.rows]
    found = [(str(row[0]), {"条": row[-1]}) for row in towns.rows]
    hits = [(line.title, {"命中": line.hits}) for line in rules]
    reasons = [(title, {"行": count}) for title, code, count, _ in quarantine if code != delivery_figures.STOPPED]
    return {
        "towns": towns,
        "town_charts": [
            _chart("各乡镇监测对象（户）", bars, _STATUS_COLOURS, 560, 110),
            _chart("各乡镇待核查事项（条）", found, {"条": charts.NAVY}, 560, 110),
        ],
        "balance": change_figures.balance(data),
        "is_first_month": change_figures.is_first_month(data),
        "causes": change_figures.by_cause(data),
        "explanations": change_figures.explanations(data),
        "rules": [(name, list(lines)) for name, lines in groupby(rules, key=lambda line: line.family)],
        "rule_total": [
            sum(getattr(line, name) for line in rules)
            for name in ("hits", "kept", "to_check", "cleared", "not_assessed")
        ],
        "rule_chart": _chart("各规则命中数", hits, {"命中": charts.NAVY}, _ASIDE, 170),
        "deliveries": delivery_figures.deliveries(data),
        "row_total": delivery_figures.row_counts(data.deliveries),
        "quarantine": Table(["原因", "代码", "行数", "涉及数据（份）"], [list(line) for line in quarantine]),
        "quarantine_chart": _chart("隔离行数（不含整份停用的）", reasons, {"行": charts.NAVY}, _ASIDE, 170),
        "indicators": _indicators(data),
        "parameters": _parameters(data),
    }


def _indicators(data: MonthData) -> list[Table]:
    """Indicators by row, the county and its townships by column; as many tables as the townships need."""
    values = {(row["indicator"], row["area_level"], row["area"]): row["value"] for row in data.indicators}
    # Findings of each rule have a section of their own.
    shown = [row for row in data.indicators if not str(row["indicator"]).startswith(BY_RULE)]
    titles = {str(row["indicator"]): _indicator_title(row) for row in shown}
    places = sorted({row["area"] for row in data.indicators if row["area_level"] == "township"})
    known = [name for name in figures.places(data) if name in places]
    areas = [("county", row["area"]) for row in data.indicators if row["area_level"] == "county"][:1]
    areas += [("township", name) for name in [*known, *(name for name in places if name not in known)]]
    return [
        Table(
            ["指标", *("全县" if level == "county" else area for level, area in part)],
            [[title, *(values.get((code, *area)) for area in part)] for code, title in sorted(titles.items())],
        )
        for part in (areas[start : start + _AREAS_ABREAST] for start in range(0, len(areas), _AREAS_ABREAST))
    ]


def _indicator_title(row: Row) -> str:
    return f"{row['title']}（{row['unit']}）" if row.get("unit") else str(row["title"])


def _parameters(data: MonthData) -> Table:
    rows = [
        [
            data.labels.parameters.get(str(row["name"]), row["name"]),
            Decimal(str(row["value"])) if row.get("value") is not None else None,
            words.day(row.get("valid_from")),
            row.get("source") or "",
        ]
        for row in sorted(data.parameters_used, key=lambda row: str(row["name"]))
    ]
    return Table(["参数", "数值", "起用日期", "出处"], rows)


def _chart(title: str, bars: charts.Bars, colours: Mapping[str, str], width: int, label_width: int) -> Chart:
    return Chart(title, colours, charts.stacked_bars(title, bars, colours, width, label_width))
