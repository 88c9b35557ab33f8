"""Every department silent in turn: what it alone could say must not turn into good news.

A household may leave for what others say: when no reason of the month before would hold with the department's data either.
Whom a rule hits or cannot judge with the department's data, it does not call clear without it. Where last month's list is
carried forward and knows other members of a household, as before a birth, that household is judged by those; it is counted.
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
    kept = carried = 0
    for name in names:
        with copied() as home:
            doubted, holding = judged(home, "hit", "not_assessed"), reasons(home, 0) & reasons(home, 1)
            before = members(home)
            _silence(home, name)
            lost = {household for household, _ in holding} & gone(home)
            cleared, after = doubted & judged(home, "clear"), members(home)
            by_others = {one for one in cleared if before.get(one[2]) != after.get(one[2]) and is_carried(home, name)}
            kept += not lost and cleared == by_others
            carried += len(by_others)
    figure = (
        f"{kept} / {len(names)} departments: nobody leaves for it, nobody doubted is called clear"
        f" ({carried} judged by the members of a list carried forward)"
    )
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


def gone(home: Path) -> set[str]:
    """Households of the month before that are no subjects of the month any more."""
    before, after = (set(column(home, "monitoring_subjects", number, "household_id")) for number in range(len(MONTHS)))
    return {str(one) for one in before - after}


def judged(home: Path, *outcomes: str) -> set[tuple[str, str, str]]:
    """(rule, subject, household) of every judgement of the month with one of those outcomes."""
    return {
        (rule, str(row["subject_id"]), str(row["household_id"]))
        for path in home.glob(f"findings/*.outcomes/period={MONTHS[-1]}/data.parquet")
        if not (rule := path.parent.parent.name.removesuffix(".outcomes")).startswith("conflict.")
        for row in pq.read_table(path, columns=["subject_id", "household_id", "outcome"], partitioning=None).to_pylist()
        if row["outcome"] in outcomes
    }


def members(home: Path) -> dict[str, set[int]]:
    """Person keys by household."""
    path = home / "intermediate" / "int_people" / f"period={MONTHS[-1]}" / "data.parquet"
    found: dict[str, set[int]] = {}
    for row in pq.read_table(path, columns=["household_id", "person_key"], partitioning=None).to_pylist():
        found.setdefault(str(row["household_id"]), set()).add(row["person_key"])
    return found


def is_carried(home: Path, department: str) -> bool:
    """Whether the month uses an earlier delivery of the department."""
    states = zip(column(home, "deliveries", -1, "dataset"), column(home, "deliveries", -1, "status"), strict=True)
    return any(str(dataset).startswith(f"{department}.") and status == "carried" for dataset, status in states)


def reasons(home: Path, month: int) -> set[tuple[str, str]]:
    """(household, rule) of every risk found of a household: what puts it on the list."""
    households, rules = (column(home, "findings", month, name) for name in ("household_id", "rule"))
    return {
        (str(household), str(rule))
        for household, rule in zip(households, rules, strict=True)
        if str(rule).startswith("risk.")
    }


def column(home: Path, table: str, month: int, name: str) -> list[object]:
    path = home / "marts" / table / f"period={MONTHS[month]}" / "data.parquet"
    return list(pq.read_table(path, columns=[name], partitioning=None).column(name).to_pylist())
