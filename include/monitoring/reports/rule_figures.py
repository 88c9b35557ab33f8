"""Counts about the rules: what each found, cleared and could not assess, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, as_json


@dataclass(frozen=True)
class RuleLine:
    """One rule's month. kept: findings of last month that could not be assessed again and stay; to_check: with them."""

    rule: str
    title: str
    family: str
    level: str
    unit: str
    hits: int
    kept: int
    to_check: int
    cleared: int
    not_assessed: int
    reasons: list[tuple[str, int]]
    department: str


def rules(data: MonthData) -> list[RuleLine]:
    """One line per rule run, by family."""
    catalogue = {str(row["rule"]): row for row in data.rule_catalogue}
    found = Counter(str(row["rule"]) for row in data.findings)
    kept = Counter(str(row["rule"]) for row in data.findings if row["status"] == "not_reassessed")
    order = list(words.FAMILIES)
    place = {family: index for index, family in enumerate(order)}
    runs = sorted(data.rule_runs, key=lambda row: (place.get(str(row["family"]), len(order)), str(row["rule"])))
    return [
        RuleLine(
            rule=str(row["rule"]),
            title=str(row["title"]),
            family=words.word(words.FAMILIES, row["family"]),
            level=words.word(words.LEVELS, row["level"]),
            unit=words.word(words.UNITS, row["level"]),
            hits=int(row["hits"]),
            kept=kept[str(row["rule"])],
            to_check=found[str(row["rule"])],
            cleared=int(row["clear"]),
            not_assessed=int(row["not_assessed"]),
            reasons=_reasons(data, row),
            department=data.department(catalogue.get(str(row["rule"]), {}).get("verify_department")),
        )
        for row in runs
    ]


def _reasons(data: MonthData, run: Row) -> list[tuple[str, int]]:
    """Why a rule could not be answered, most frequent first."""
    titles = {str(row["dataset"]): str(row["title"]) for row in data.deliveries}
    counted = Counter[str]()
    for reason, count in as_json(run.get("reasons"), {}).items():
        counted[_reason(reason, titles, data.labels.reasons)] += int(count)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _reason(reason: str, titles: Mapping[str, str], known: Mapping[str, str]) -> str:
    kind, _, rest = reason.partition(":")
    named = [titles[dataset] for dataset in rest.split(",") if dataset in titles]
    if named:
        titles_named = "、".join(f"《{title}》" for title in named)
        return f"{titles_named}沿用前期，不足以排除" if kind == "carried" else f"{titles_named}本月没有可用的报送"
    return words.word(known, reason)
