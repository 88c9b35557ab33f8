"""Every department silent in turn: what it alone could say must not turn into good news.

A household may leave for what others say: when no reason of the month before would hold with the department's data either.
A conflict may end: of those who delivered, nobody contradicts.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pyarrow.parquet as pq

from monitoring import steps
from tests.reliability.measures.line import Line
from tests.reliability.small_county import MONTHS, copied

_BUILD = (steps.close_deliveries, steps.join_people, steps.assess_rules, steps.build_marts)


def measure(given: Namespace) -> list[Line]:
    names = steps.department_names()[: given.departments]
    kept = 0
    for name in names:
        with copied() as home:
            cleared, reasons = _cleared(home), _reasons(home, 0)
            holding = reasons & _reasons(home, 1)
            _silence(home, name)
            lost = {household for household, _ in holding} & _gone(home)
            kept += not lost and _cleared(home) <= cleared
    figure = f"{kept} / {len(names)} departments: nobody leaves for it, no rule clears anybody more"
    return [Line("a silent department clears nobody", figure, kept == len(names))]


def _silence(home: Path, department: str) -> None:
    month = str(MONTHS[-1])
    for path in sorted((home / "inbox" / month / department).rglob("*")):
        if path.is_file():
            path.unlink()
    for dataset in steps.datasets_of(department):
        steps.ingest(dataset, month)
    for step in _BUILD:
        step(month)


def _gone(home: Path) -> set[str]:
    """Households of the month before that are no subjects of the month any more."""
    before, after = (set(_column(home, "monitoring_subjects", number, "household_id")) for number in range(len(MONTHS)))
    return {str(one) for one in before - after}


def _cleared(home: Path) -> set[tuple[str, int]]:
    """(rule, one more than was cleared before), so that fewer is a subset."""
    rules, clear = (_column(home, "rule_runs", -1, name) for name in ("rule", "clear"))
    counts = {str(rule): int(str(count)) for rule, count in zip(rules, clear, strict=True)}
    return {(rule, one) for rule, count in counts.items() if not rule.startswith("conflict.") for one in range(count)}


def _reasons(home: Path, month: int) -> set[tuple[str, str]]:
    """(household, rule) of every risk found of a household: what puts it on the list."""
    households, rules = (_column(home, "findings", month, name) for name in ("household_id", "rule"))
    return {
        (str(household), str(rule))
        for household, rule in zip(households, rules, strict=True)
        if str(rule).startswith("risk.")
    }


def _column(home: Path, table: str, month: int, name: str) -> list[object]:
    path = home / "marts" / table / f"period={MONTHS[month]}" / "data.parquet"
    return list(pq.read_table(path, columns=[name], partitioning=None).column(name).to_pylist())
