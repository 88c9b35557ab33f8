"""An outsider who knows the rules of disclosure and reads the public indicators of a month: what follows of a hidden cell.

Every count is an unknown. What is shown bounds it (rounding), what is hidden is at least 1, and counts that are parts of
others are bound to them. Linear programming then gives the least and the greatest each hidden count can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scipy.optimize import linprog

from monitoring.disclosure import Disclosure, public_indicators
from monitoring.disclosure_links import whole_of, wholes, with_persons

Cell = tuple[str, str]
_GREATEST = 1_000_000


@dataclass(frozen=True)
class Learned:
    """hidden: cells that are left out; narrowed: those that can have fewer values than a small count has."""

    hidden: int
    narrowed: list[Cell]


def learned(rows: list[dict[str, Any]], rules: Disclosure, *, one_by_one: bool = False) -> Learned:
    """What the outsider finds out, township by township (the county is the sum of what is shown, and says no more).

    one_by_one: of the plausible wrong way, in which every cell is hidden or rounded by itself.
    """
    if one_by_one:
        public = [
            {**row, "value": rules.shown(row["value"]), "hidden": rules.shown(row["value"]) is None} for row in rows
        ]
    else:
        public = [row for row in public_indicators(rows, rules) if row["area_level"] == "township"]
    hidden, narrowed = 0, list[Cell]()
    for area in sorted({str(row["area"]) for row in public}):
        cells = {str(row["indicator"]): row for row in public if row["area"] == area}
        bounds = {
            name: _bounds(row, rules, cells, one_by_one)
            for name, row in cells.items()
            if row["value"] is not None or row["hidden"]
        }
        for name in sorted(name for name in bounds if cells[name]["hidden"]):
            hidden += 1
            low, high = _range(name, bounds)
            if high - low + 1 < rules.suppressed_max:
                narrowed.append((name, area))
    return Learned(hidden, narrowed)


def _bounds(
    row: Mapping[str, Any], rules: Disclosure, cells: Mapping[str, Mapping[str, Any]], one_by_one: bool
) -> tuple[int, int]:
    value, name = row["value"], str(row["indicator"])
    if value is None:
        return (1, _GREATEST)
    if value == 0:
        return (0, 0)
    half = rules.rounding // 2
    if whole_of(name) and not one_by_one:
        # A sum of what is shown of its parts: some of them may be left out.
        return (max(0, value - half * (1 + len(whole_of(name)))), _GREATEST)
    if not one_by_one and any(cells[whole]["value"] == value for whole in wholes(name) if whole in cells):
        return (rules.suppressed_max + 1, _GREATEST)
    return (max(rules.suppressed_max + 1, value - half), value + half)


def _range(name: str, bounds: Mapping[str, tuple[int, int]]) -> tuple[float, float]:
    names = sorted(bounds)
    place = {one: number for number, one in enumerate(names)}
    unequal = list(_links(names, place))
    found = []
    for sign in (1, -1):
        goal = [0.0] * len(names)
        goal[place[name]] = sign
        done = linprog(
            goal, A_ub=unequal or None, b_ub=[0.0] * len(unequal) or None, bounds=[bounds[one] for one in names]
        )
        if not done.success:
            raise AssertionError(f"what is shown contradicts itself: {name}")
        found.append(sign * done.fun)
    return (found[0], found[1])


def _links(names: list[str], place: Mapping[str, int]) -> Iterable[list[float]]:
    """Rows of: the parts together, less the whole, are at most nothing; households at most their persons."""
    for name in names:
        parts = [part for part in whole_of(name) if part in place]
        if parts:
            yield _row(len(names), {place[name]: -1, **{place[part]: 1 for part in parts}})
        for whole in wholes(name):
            if whole in place:
                yield _row(len(names), {place[name]: 1, place[whole]: -1})
        households = with_persons(name)
        if households in place:
            yield _row(len(names), {place[str(households)]: 1, place[name]: -1})


def _row(length: int, values: Mapping[int, int]) -> list[float]:
    row = [0.0] * length
    for number, value in values.items():
        row[number] = value
    return row
