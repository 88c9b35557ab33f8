"""What is promised of a month one of whose departments was on time, late or silent; docs/deadlines.md says it in words.

Each function returns the names of the promises that were broken, none when all were kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from monitoring import steps
from monitoring.commands.to_do import to_do
from monitoring.contracts import Contract, datasets_for, load_contracts
from monitoring.layout import Layout
from monitoring.redelivery import Plan, changed, unforeseen
from monitoring.rule_files import Rule, rules_in_force
from monitoring.settings import load_settings
from tests.reliability.deadline_county import BEFORE, MONTH, DeadlineCounty, Published, Rows, digest_of
from tests.reliability.measures import silent

ARRIVAL = {"deliveries": ("first_seen_on", "absent_on", "remarks")}
"""The columns in which a month with a late delivery may differ from one in which it was on time."""
LATE, AFTER = "delivery.late", "AFTER_PUBLICATION"
_COUNTS_FINDINGS = ("findings.", "findings_")
_OF_FINDINGS = ("findings", "finding_memory", "rule_runs")


def broken_on_time(department: str, month: Published) -> list[str]:
    """Version 1, complete, and nothing marked."""
    own = set(steps.datasets_of(department))
    rows = [row for row in month.tables["deliveries"] if row["dataset"] in own]
    told = {one.rpartition(":")[2] for row in month.tables["rule_runs"] for one in json.loads(row["reasons"] or "{}")}
    kept = {
        "version 1": month.version == 1,
        "delivered": {row["dataset"] for row in rows if row["status"] == "delivered"} == own,
        "nothing carried": all(row["carried_from"] is None for row in rows),
        "no finding": not _found(month, "delivery.missing", LATE) & own,
        "no rule lacks it": not told & own,
        "no subject lacks it": not any(own & _stale(row) for row in month.tables["monitoring_subjects"]),
    }
    return _broken(kept)


def broken_never(department: str, home: Path, month: Published, county: DeadlineCounty) -> list[str]:
    """Published at the deadline; the department named, what it alone could say not assessed, nobody cleared by it."""
    contracts, own = _contracts(), set(steps.datasets_of(department))
    carried = {name for name in own if contracts[name].delivery.carry_forward_months}
    rows = {row["dataset"]: row for row in month.tables["deliveries"]}
    states = {name: "carried" if name in carried else "missing" for name in own}
    text, todo = str(month.outstanding["text"]), "\n".join(to_do(Layout(load_settings()), contracts, MONTH))
    title = next(contracts[name].owner.department for name in sorted(own))
    subjects = month.tables["monitoring_subjects"]
    kept = {
        "version 1": month.version == 1,
        "state of its datasets": {name: rows[name]["status"] for name in own} == states,
        "source month": {rows[name]["carried_from"] for name in carried} <= {str(BEFORE)},
        "others untouched": all(row["status"] == "delivered" for name, row in rows.items() if name not in own),
        "found missing": _found(month, "delivery.missing") == own,
        "operator told": set(_names(month.outstanding["missing"])) == own and text.count(title) >= len(own),
        "still to do": all(f"{title}《{contracts[name].title}》" in todo for name in own),
        "not assessed": not _assessed_without(month, own - carried, carried),
        "subjects say so": all(carried <= _stale(row) for row in subjects),
        "nobody leaves": not _left(county.home, home),
        "nobody called clear": _cleared(county.home, home, department) == set(),
    }
    return _broken(kept)


def broken_late(
    department: str,
    home: Path,
    never: Published,
    late: Published,
    plans: list[Plan],
    digests: tuple[dict[str, str], dict[str, str]],
    county: DeadlineCounty,
) -> list[str]:
    """Version 2 is the month as if it had been on time; the plan foresaw what changed; version 1 is there still.

    digests: of rules and tables, before and after.
    """
    names, otherwise = changed(*digests), ",".join(different(department, late, county.on_time))
    kept = {
        "version 2": late.version == 2,
        "plan named every table and rule": not set.intersection(*(set(unforeseen(plan, names)) for plan in plans)),
        "plan named every household": not _households_unforeseen(plans, never, late),
        "version 1 readable": digest_of(1) == never.digest,
        f"as if on time {otherwise}": not otherwise,
        "its lateness is what is counted more": _to_verify(late) - _to_verify(county.on_time)
        == len(_found(late, LATE)),
        "townships have a list": _listed(home, late) == _households_changed(never, late),
        "nothing owed": not late.outstanding["missing"],
    }
    return _broken(kept)


def different(department: str, late: Published, on_time: Published) -> Iterator[str]:
    """Tables in which the late month differs from the punctual one in anything but that it was late."""
    own = set(steps.datasets_of(department))
    for name, rows in late.tables.items():
        if _without_lateness(name, rows, own) != _without_lateness(name, on_time.tables[name], own):
            yield name


def _without_lateness(table: str, rows: Rows, own: set[str]) -> Rows:
    if table in _OF_FINDINGS:
        return [row for row in rows if row["rule"] != LATE]
    if table == "indicators":
        return [row for row in rows if not row["indicator"].startswith(_COUNTS_FINDINGS)]
    left = ARRIVAL.get(table, ())
    return [{k: v for k, v in row.items() if k not in left or row["dataset"] not in own} for row in rows]


def _assessed_without(month: Published, missing: set[str], carried: set[str]) -> set[str]:
    """Rules that say "clear", or find something, without what they need."""
    runs = {row["rule"]: row for row in month.tables["rule_runs"]}
    found = set()
    for name, rule in rules_in_force(load_settings().sql / "rules", MONTH).items():
        needed, wanted = _needs(rule)
        if needed & missing and (runs[name]["hits"] or runs[name]["clear"]):
            found.add(name)
        if (needed | wanted) & (missing | carried) and runs[name]["clear"]:
            found.add(name)
    return found


def _needs(rule: Rule) -> tuple[set[str], set[str]]:
    needs = (rule.header.needs, rule.header.needs_for_clear)
    needed, wanted = ({d for need in given for d in datasets_for(_contracts(), need)} for given in needs)
    return needed, wanted


def _left(on_time: Path, home: Path) -> set[str]:
    holding = silent.reasons(on_time, 0) & silent.reasons(on_time, 1)
    return {household for household, _ in holding} & silent.gone(home)


def _cleared(on_time: Path, home: Path, department: str) -> set[tuple[str, str, str]]:
    """Judgements turned to "clear", but for households whose members a carried list knows otherwise."""
    cleared = silent.judged(on_time, "hit", "not_assessed") & silent.judged(home, "clear")
    before, now = silent.members(on_time), silent.members(home)
    is_carried = silent.is_carried(home, department)
    return {one for one in cleared if not (is_carried and before.get(one[2]) != now.get(one[2]))}


def _households_unforeseen(plans: list[Plan], never: Published, late: Published) -> set[str]:
    """Households about which something changed other than by a rule that a plan names, though none reaches people."""
    if any(plan.reaches_people for plan in plans):
        return set()
    rules = {rule for plan in plans for rule in plan.rules}
    before, after = (_judgements(month) for month in (never, late))
    return {str(household) for household, rule, *_ in before ^ after if household and rule not in rules}


def _judgements(month: Published) -> set[tuple[Any, ...]]:
    return {(row["household_id"], row["rule"], row["subject"], row["status"]) for row in month.tables["findings"]}


def _households_changed(never: Published, late: Published) -> dict[str, str]:
    """Household number -> entered, left or changed, from version 1 to version 2, counted here from the tables."""
    before, after = (_households(month) for month in (never, late))
    said = dict.fromkeys(after.keys() - before.keys(), "新增")
    said |= dict.fromkeys(before.keys() - after.keys(), "移出")
    return said | {number: "变化" for number in before.keys() & after.keys() if before[number] != after[number]}


def _households(month: Published) -> dict[str, tuple[Any, ...]]:
    shut = ("dismissed", "accepted", "set_aside")
    found: dict[str, list[tuple[str, str]]] = {}
    for row in month.tables["findings"]:
        if row["household_id"] and row["status"] not in shut:
            found.setdefault(row["household_id"], []).append((row["rule"], row["subject"]))
    return {
        row["household_no"]: (
            row["status"],
            row["category"] or row["suggested_category"],
            row["priority"],
            sorted(found.get(row["household_id"], [])),
        )
        for row in month.tables["monitoring_subjects"]
    }


def _listed(home: Path, late: Published) -> dict[str, str]:
    """The same as the townships' workbooks say it."""
    found: dict[str, str] = {}
    for path in sorted((home / "reports" / str(MONTH) / "工作簿").glob("*.xlsx")):
        book = load_workbook(path, read_only=True)
        if "与上一版比" in book.sheetnames:
            head, *rows = book["与上一版比"].iter_rows(values_only=True)
            place = head.index("户编号"), head.index("变动")
            found |= {str(row[place[0]]): str(row[place[1]]) for row in rows if row[place[0]]}
    return found


def _to_verify(month: Published) -> int:
    rows = month.tables["indicators"]
    return next(
        int(row["value"]) for row in rows if (row["indicator"], row["area_level"]) == ("findings_to_verify", "county")
    )


def _found(month: Published, *rules: str) -> set[str]:
    return {row["subject"] for row in month.tables["findings"] if row["rule"] in rules}


def _stale(row: dict[str, Any]) -> set[str]:
    return set((row["stale_sources"] or "").split(","))


def _names(given: object) -> list[str]:
    return list(given) if isinstance(given, list) else []


def _contracts() -> dict[str, Contract]:
    return load_contracts(load_settings().contracts)


def _broken(kept: dict[str, bool]) -> list[str]:
    return [name for name, is_kept in kept.items() if not is_kept]
