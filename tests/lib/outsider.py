"""An outsider with the public edition of a month and a linear program: how far every count that is left out narrows.

What he knows: the numbers shown, how they are rounded and left out, which counts are sums or parts of others, that persons
are at least as many as their households, and that every household has a cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from monitoring.disclosure import Disclosure
from monitoring.disclosure_links import beside, covers, whole_of, with_persons

Row = Mapping[str, Any]
_FAR = 10_000


@dataclass(frozen=True)
class Narrowed:
    """A count of few that is left out, or a rest of few, and the least and most it can be. what: the count, or
    `whole - part`."""

    area: str
    what: str
    least: int
    most: int


@dataclass(frozen=True)
class Attack:
    """tried: how many counts of few were looked for; narrowed: those for which fewer values remain than are left out."""

    tried: int
    narrowed: list[Narrowed]


def attack(exact: Iterable[Row], public: Iterable[Row], rules: Disclosure) -> Attack:
    """exact and public: rows of indicators of one month, the public ones as public_indicators gives them."""
    counts: dict[str, dict[str, int]] = {}
    for row in exact:
        if row["area_level"] == "township" and row["value"] is not None:
            counts.setdefault(str(row["area"]), {})[str(row["indicator"])] = int(row["value"])
    cells: dict[str, dict[str, Row]] = {}
    for row in public:
        if row["area_level"] == "township":
            cells.setdefault(str(row["area"]), {})[str(row["indicator"])] = row
    tried, narrowed = 0, []
    for area in sorted(cells):
        one = _Township(area, cells[area], rules)
        for what, whole, part in _few(counts[area], cells[area], rules):
            tried += 1
            least, most = one.bounds(whole, part)
            if most - least + 1 < rules.suppressed_max:
                narrowed.append(Narrowed(area, what, least, most))
    return Attack(tried, narrowed)


def _few(
    counts: Mapping[str, int], cells: Mapping[str, Row], rules: Disclosure
) -> Iterable[tuple[str, str, str | None]]:
    """(what, count, count to be taken away) of all counts of few: left out themselves, or what two counts leave."""
    for name in sorted(cells):
        if name not in counts:
            continue
        if 1 <= counts[name] <= rules.suppressed_max:
            yield name, name, None
        for whole in beside(name):
            rest = counts.get(whole, 0) - counts[name]
            if whole in cells and counts[name] and 1 <= rest <= rules.suppressed_max:
                yield f"{whole} - {name}", whole, name


class _Township:
    """The linear program of one township."""

    def __init__(self, area: str, cells: Mapping[str, Row], rules: Disclosure) -> None:
        self._place = {name: number for number, name in enumerate(cells)}
        self._limits = [_range(cells[name], rules) for name in cells]
        self._rows: list[dict[str, int]] = []
        self._most: list[float] = []
        half = rules.rounding // 2
        for name in cells:
            for whole in beside(name):
                self._at_most({name: 1, whole: -1}, 0)
            if (households := with_persons(name)) is not None:
                self._at_most({households: 1, name: -1}, 0)
            parts = [part for part in whole_of(name) if part in cells]
            if parts:
                self._at_most({**dict.fromkeys(parts, 1), name: -1}, 0)
                if cells[name]["value"] is not None:
                    rest = cells[name]["value"] - sum(cells[part]["value"] or 0 for part in parts)
                    # A rest of persons is left out with its households, so it need not be few.
                    most = rest + half if rest else (_FAR if with_persons(name) else rules.suppressed_max)
                    self._at_most({name: 1, **dict.fromkeys(parts, -1)}, most)
            covering = [one for one in cells if covers(one) == name]
            if covering:
                self._at_most({name: 1, **dict.fromkeys(covering, -1)}, 0)

    def bounds(self, count: str, less: str | None) -> tuple[int, int]:
        """The least and the most that `count` (minus `less`) can be."""
        aim = np.zeros(len(self._place))
        aim[self._place[count]] = 1
        if less is not None:
            aim[self._place[less]] = -1
        matrix = np.zeros((len(self._rows), len(self._place)))
        for number, row in enumerate(self._rows):
            for name, factor in row.items():
                matrix[number, self._place[name]] = factor
        low = linprog(aim, matrix, self._most, bounds=self._limits, method="highs")
        high = linprog(-aim, matrix, self._most, bounds=self._limits, method="highs")
        if low.status or high.status:
            raise ValueError(f"{count}: what is shown contradicts itself")
        return math.ceil(low.fun - 1e-6), math.floor(-high.fun + 1e-6)

    def _at_most(self, row: dict[str, int], most: float) -> None:
        if all(name in self._place for name in row):
            self._rows.append(row)
            self._most.append(most)


def _range(cell: Row, rules: Disclosure) -> tuple[int, int]:
    name, value = cell["indicator"], cell["value"]
    if value is None:
        alone = not (beside(name) or whole_of(name) or with_persons(name)) and cell["hidden"]
        return (1, rules.suppressed_max) if alone else (0 if whole_of(name) or not cell["hidden"] else 1, _FAR)
    if whole_of(name):
        return 0, _FAR
    if value == 0:
        return 0, 0
    half = rules.rounding // 2
    return max(value - half, rules.suppressed_max + 1), value + half
