"""An outsider with the public edition of a month and a linear program: how far every count that is left out narrows.

What he knows: the numbers shown, how they are rounded and left out, which counts are sums or parts of others, that persons
are at least as many as their households, and that every household has a cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from monitoring.disclosure import Disclosure
from monitoring.disclosure_links import beside, covers, whole_of, with_persons

Row = Mapping[str, Any]
Cell = tuple[int, str]
FAR = 10_000


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
        one = Program()
        one.add(0, cells[area], rules)
        for what, whole, part in few(counts[area], cells[area], rules):
            tried += 1
            least, most = one.bounds({(0, whole): 1} | ({(0, part): -1} if part else {}))
            if most - least + 1 < rules.suppressed_max:
                narrowed.append(Narrowed(area, what, least, most))
    return Attack(tried, narrowed)


def few(
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


class Program:
    """The linear program of one township: counts of one edition or several, by (edition, indicator)."""

    def __init__(self) -> None:
        self._place: dict[Cell, int] = {}
        self._limits: list[tuple[int, int]] = []
        self._rows: list[Mapping[Cell, int]] = []
        self._most: list[float] = []
        self._same: list[Mapping[Cell, int]] = []

    def add(self, edition: int, cells: Mapping[str, Row], rules: Disclosure) -> None:
        """What is shown in an edition made under these rules, and how its counts are linked."""
        half = rules.rounding // 2
        for name, cell in cells.items():
            self._place[edition, name] = len(self._limits)
            self._limits.append(_range(cell, rules, [cells[whole] for whole in beside(name) if whole in cells]))
        for name in cells:
            for whole in beside(name):
                self._less(edition, {name: 1, whole: -1}, 0)
            if (households := with_persons(name)) is not None:
                self._less(edition, {households: 1, name: -1}, 0)
            parts = [part for part in whole_of(name) if part in cells]
            if parts:
                self._less(edition, {**dict.fromkeys(parts, 1), name: -1}, 0)
                if cells[name]["value"] is not None:
                    rest = cells[name]["value"] - sum(cells[part]["value"] or 0 for part in parts)
                    # A rest of persons is left out with its households, so it need not be few.
                    most = rest + half if rest else (FAR if with_persons(name) else rules.suppressed_max)
                    self._less(edition, {name: 1, **dict.fromkeys(parts, -1)}, most)
            covering = [one for one in cells if covers(one) == name]
            if covering:
                self._less(edition, {name: 1, **dict.fromkeys(covering, -1)}, 0)

    def unknown(self, cells: Iterable[Cell]) -> None:
        """Counts that he has heard of; those an edition shows keep what it says of them."""
        for cell in cells:
            if cell not in self._place:
                self._place[cell] = len(self._limits)
                self._limits.append((0, FAR))

    def knows(self, cell: Cell) -> bool:
        """Whether he has heard of the count."""
        return cell in self._place

    def at_most(self, row: Mapping[Cell, int], most: float) -> None:
        """A link between counts; none where he knows nothing of one of them."""
        if all(cell in self._place for cell in row):
            self._rows.append(row)
            self._most.append(most)

    def nothing(self, row: Mapping[Cell, int]) -> None:
        """Counts that together, each so many times, are nothing."""
        if all(cell in self._place for cell in row):
            self._same.append(row)

    def bounds(self, aim: Mapping[Cell, int]) -> tuple[int, int]:
        """The least and the most that the counts together, each so many times, can be."""
        goal = self._matrix([aim]).toarray()[0]
        found = []
        for sign in (1, -1):
            done = linprog(
                sign * goal,
                *self._links,
                bounds=self._limits,
                method="highs",
            )
            if done.status:
                raise ValueError(f"{aim}: what is shown contradicts itself")
            found.append(sign * done.fun)
        return math.ceil(found[0] - 1e-6), math.floor(found[1] + 1e-6)

    def _less(self, edition: int, row: Mapping[str, int], most: float) -> None:
        self.at_most({(edition, name): factor for name, factor in row.items()}, most)

    @cached_property
    def _links(self) -> tuple[Any, ...]:
        most = (self._matrix(self._rows), self._most) if self._rows else (None, None)
        return (*most, self._matrix(self._same), [0.0] * len(self._same)) if self._same else most

    def _matrix(self, rows: Sequence[Mapping[Cell, int]]) -> csr_matrix:
        entries = [(at, self._place[cell], factor) for at, row in enumerate(rows) for cell, factor in row.items()]
        down, across, factors = zip(*entries, strict=True)
        return csr_matrix((factors, (down, across)), shape=(len(rows), len(self._place)))


def _range(cell: Row, rules: Disclosure, wholes: Sequence[Row]) -> tuple[int, int]:
    name, value = cell["indicator"], cell["value"]
    if value is None:
        alone = not (beside(name) or whole_of(name) or with_persons(name)) and cell["hidden"]
        return (1, rules.suppressed_max) if alone else (0 if whole_of(name) or not cell["hidden"] else 1, FAR)
    if whole_of(name):
        return 0, FAR
    if value == 0:
        return 0, 0
    if any(whole["value"] == value for whole in wholes):
        # It may be all of the whole, which is a sum of what is shown.
        return rules.suppressed_max + 1, FAR
    half = rules.rounding // 2
    return max(value - half, rules.suppressed_max + 1), value + half
