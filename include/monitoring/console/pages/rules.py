"""规则: hits, what could not be assessed and why, the trend, and the parameters in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from monitoring.console.asked import Asked, Shown
from monitoring.console.timeline import sparkline
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

NEEDS = frozenset({"rule_runs"})
WANTS = frozenset({"rule_catalogue", "parameters_used", "findings"})
_TREND = "select rule, period, hits from rule_runs order by period"


def page(asked: Asked) -> Shown:
    """Rules by family, most hits first; with the counts of every published month."""

    def work(reader: Reader) -> Shown:
        from monitoring.warehouse.roles import READS

        may = READS[asked.grant.group]
        month = asked.month(reader)
        if month is None:
            return Shown("empty.html.j2", {"heading": "规则"})
        period = {"period": month.period}
        runs = reader.rows("select * from rule_runs where period = :period", **period)
        catalogue: dict[str, dict[str, Any]] = {}
        if "rule_catalogue" in may:
            rows = reader.rows("select * from rule_catalogue where period = :period", **period)
            catalogue = {row["rule"]: row for row in rows}
        titles: dict[str, str] = {}
        if "deliveries" in may:
            rows = reader.rows("select dataset, title from deliveries where period = :period", **period)
            titles = {row["dataset"]: row["title"] for row in rows}
        trend = _trend(reader, month.others)
        chosen = asked.query.get("family", "")
        families = []
        for family, title in words.FAMILIES.items():
            own = sorted((run for run in runs if run["family"] == family), key=lambda run: (-run["hits"], run["rule"]))
            lines = [
                _line(asked, run, catalogue.get(run["rule"], {}), titles, trend.get(run["rule"], [])) for run in own
            ]
            families.append((family, title, lines, sum(run["hits"] for run in own)))
        return Shown(
            "rules.html.j2",
            {
                "month": month.period,
                "others": month.others,
                "families": [one for one in families if one[2] and chosen in ("", one[0])],
                "all_families": [(code, title, hits, len(lines)) for code, title, lines, hits in families if lines],
                "chosen": chosen,
                "rules": len(runs),
                "hitting": sum(run["hits"] > 0 for run in runs),
                "blind": sum(run["not_assessed"] > 0 for run in runs),
                "parameters": _parameters(asked, reader, month.period) if "parameters_used" in may else None,
                "may_open": "findings" in may,
                "months": sorted(month.others),
            },
        )

    return asked.read(work)


def _line(
    asked: Asked, run: dict[str, Any], known: dict[str, Any], titles: dict[str, str], counts: list[int | None]
) -> dict[str, Any]:
    reasons = run["reasons"]
    reasons = json.loads(reasons) if isinstance(reasons, str) else (reasons or {})
    named = [(_reason(asked, code, titles), int(count)) for code, count in reasons.items()]
    present = [count for count in counts if count is not None]
    return {
        **run,
        "unit": words.word(words.UNITS, run["level"]),
        "severity": known.get("severity"),
        "department": asked.labels.departments.get(known.get("verify_department") or "", ""),
        "basis": known.get("basis"),
        "named": sorted(named, key=lambda item: (-item[1], item[0])),
        "points": sparkline(counts),
        "before": present[-2] if len(present) > 1 and counts[-1] is not None else None,
    }


def _reason(asked: Asked, code: str, titles: dict[str, str]) -> str:
    kind, _, rest = code.partition(":")
    datasets = "、".join(f"《{titles.get(name, name)}》" for name in rest.split(",") if name)
    if not datasets:
        return asked.labels.reasons.get(code, code)
    return f"{datasets}沿用前期，不足以排除" if kind == "carried" else f"{datasets}本月没有可用的报送"


def _trend(reader: Reader, published: list[str]) -> dict[str, list[int | None]]:
    months = sorted(published)
    found: dict[str, list[int | None]] = {}
    for row in reader.rows(_TREND):
        if row["period"] in months:
            found.setdefault(row["rule"], [None] * len(months))[months.index(row["period"])] = int(row["hits"])
    return found


def _parameters(asked: Asked, reader: Reader, period: str) -> list[dict[str, Any]]:
    rows = reader.rows(
        'select name, value, valid_from, source from parameters_used where period = :period order by name collate "C"',
        period=period,
    )
    return [{**row, "title": asked.labels.parameters.get(row["name"], row["name"])} for row in rows]
