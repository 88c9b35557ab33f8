"""Every department silent in turn: what it alone could say must not turn into good news."""

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
            whole = _gone(home), _cleared(home)
            _silence(home, name)
            kept += _gone(home) <= whole[0] and _cleared(home) <= whole[1]
    figure = f"{kept} / {len(names)} departments: nobody leaves the list, no rule clears anybody more"
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
    return {(str(rule), number) for rule, count in zip(rules, clear, strict=True) for number in range(int(str(count)))}


def _column(home: Path, table: str, month: int, name: str) -> list[object]:
    path = home / "marts" / table / f"period={MONTHS[month]}" / "data.parquet"
    return list(pq.read_table(path, columns=[name], partitioning=None).column(name).to_pylist())
