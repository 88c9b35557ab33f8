"""The data quality page: every check of every delivery, every reason for quarantine; counts and row numbers only."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from monitoring.reports import delivery_figures, words
from monitoring.reports.data import MonthData, Row
from monitoring.reports.html import INSIDE, facts, render

_ROWS_SHOWN = 20


def validation_page(data: MonthData) -> str:
    """The page as HTML."""
    departments = [
        (name, [_dataset(data, row, checks, quarantined) for row in rows])
        for checks, quarantined in [(_by_dataset(data.delivery_checks), _by_dataset(data.quarantined_rows))]
        for name, rows in delivery_figures.deliveries(data)
    ]
    failed = [
        {**check, "department": name, "dataset_title": dataset["title"], "anchor": dataset["anchor"]}
        for name, datasets in departments
        for dataset in datasets
        for check in dataset["checks"]
        if not check["success"]
    ]
    failed.sort(key=lambda check: check["severity"] != "critical")
    everything = [dataset for _, datasets in departments for dataset in datasets]
    columns = ("passed", "critical", "warnings", "rows_delivered", "rows_quarantined")
    total = [
        sum(len(dataset["checks"]) for dataset in everything),
        *(sum(dataset[name] for dataset in everything) for name in columns),
    ]
    values = {"departments": departments, "failed": failed, "total": total, "first": _first(everything, total)}
    top = {"title": "数据质量报告", "month": words.month(data.period), "facts": facts(data), "audience": INSIDE}
    return render("validation.html.j2", {**top, **values})


def _first(datasets: list[dict[str, Any]], total: list[int]) -> list[str]:
    """The page in sentences: checks, rows held back, and where most of them are."""
    checks, passed, critical, warnings, delivered, held = total
    most = sorted((s for s in datasets if s["rows_quarantined"]), key=lambda s: (-s["rows_quarantined"], s["anchor"]))
    named = "、".join(f"《{s['title']}》{s['rows_quarantined']:,} 行" for s in most[:3])
    lines = [
        f"检查 {checks:,} 项：无问题 {passed:,}，关键问题 {critical:,}，提醒 {warnings:,}",
        f"报送 {delivered:,} 行，隔离 {held:,} 行（{words.share(held, delivered)}）",
    ]
    return [*lines, f"隔离最多：{named}"] if named else lines


def _by_dataset(rows: Any) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[str(row["dataset"])].append(row)
    return grouped


def _dataset(
    data: MonthData, delivery: Row, checks: dict[str, list[Row]], quarantined: dict[str, list[Row]]
) -> dict[str, Any]:
    name = str(delivery["dataset"])
    shown = sorted((_check(data, row) for row in checks.get(name, [])), key=_check_order)
    failed = [check for check in shown if not check["success"]]
    delivered, held = (int(delivery.get(column) or 0) for column in ("rows_delivered", "rows_quarantined"))
    return {
        "title": delivery["title"],
        "status": delivery["status"],
        "anchor": name.replace(".", "-"),
        "code": delivery.get("code"),
        "message": delivery.get("message"),
        "rows_delivered": delivered,
        "rows_quarantined": held,
        "rate": words.share(held, delivered),
        "checks": shown,
        "passed": len(shown) - len(failed),
        "critical": sum(check["severity"] == "critical" for check in failed),
        "warnings": sum(check["severity"] != "critical" for check in failed),
        "reasons": _reasons(data, quarantined.get(name, [])),
    }


def _check(data: MonthData, row: Row) -> dict[str, Any]:
    return {
        "title": row.get("title") or row["expectation"],
        "expectation": row["expectation"],
        "column": data.column(row.get("column_name")),
        "severity": row["severity"],
        "severity_title": words.word(words.CHECK_SEVERITIES, row["severity"]),
        "scope_title": words.word(words.SCOPES, row.get("scope")),
        "success": bool(row["success"]),
        "element_count": int(row.get("element_count") or 0),
        "unexpected_count": int(row.get("unexpected_count") or 0),
    }


def _check_order(check: dict[str, Any]) -> tuple[Any, ...]:
    return check["success"], check["severity"] != "critical", check["column"], str(check["title"]), check["expectation"]


def _reasons(data: MonthData, rows: list[Row]) -> list[dict[str, Any]]:
    places: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        places[str(row["code"]), str(row.get("column_name") or "")].add(int(row["row_no"]))
    reasons = []
    for (code, column), numbers in places.items():
        first = "、".join(str(number) for number in sorted(numbers)[:_ROWS_SHOWN])
        reasons.append(
            {
                "title": delivery_figures.reason_title(code),
                "code": code,
                "column": data.column(column),
                "count": len(numbers),
                "rows": f"{first} 等" if len(numbers) > _ROWS_SHOWN else first,
            }
        )
    return sorted(reasons, key=lambda reason: (-reason["count"], reason["code"], reason["column"]))
