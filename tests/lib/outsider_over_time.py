"""An outsider with the public editions of several months, or two of one month, side by side, and a linear program.

What he knows beyond one edition: last month plus entered minus left is this month; who entered, left or changed is a part
of the stock; a status or category changes by those only; a count compared with an earlier one is their difference; and,
of two editions of a month, which counts a late delivery cannot have touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from monitoring.disclosure import Disclosure
from tests.lib.outsider import Attack, Narrowed, Program, few

Row = Mapping[str, Any]
_Aim = tuple[str, dict[tuple[int, str], int]]
_Aims = Callable[[Sequence[Mapping[str, int]], Sequence[Mapping[str, Row]], Disclosure], Iterable[_Aim]]
_STATUSES = ("listed", "eliminated", "suspected")
_CATEGORIES = ("unstable", "marginal", "sudden")
ENTERED, LEFT, STATUS, CATEGORY = (
    f"households_{move}" for move in ("entered", "left", "status_changed", "category_changed")
)
STOCK = tuple(f"households_{status}" for status in _STATUSES)


@dataclass(frozen=True)
class Edition:
    """What is true and what is shown under these rules, both as rows of indicators."""

    exact: Sequence[Row]
    public: Sequence[Row]
    rules: Disclosure


def months(editions: Sequence[Edition]) -> Attack:
    """Editions of months that follow each other, the first of them the first month there is: all of it entered then."""
    return _attack(editions, lambda program, area: _moves(program, len(editions)), _counts_of_few)


def year_apart(before: Edition, now: Edition) -> Attack:
    """Editions of the same month of two years, the later one comparing itself with the earlier one."""

    def compared(program: Program, area: str) -> None:
        change = {(1, "workers_registered"): 1, (0, "workers_registered"): -1, (1, "workers_registered_change"): -1}
        program.nothing(change)

    return _attack([before, now], compared, _counts_of_few)


def of_one_month(first: Edition, second: Edition, untouched: Mapping[str, Collection[str]]) -> Attack:
    """Two editions of a month. untouched: by township, the counts known to be the same in both. What the editions differ
    by is looked for, too: it is those whom the late delivery was about."""

    def same(program: Program, area: str) -> None:
        for name in sorted(untouched.get(area, ())):
            program.nothing({(0, name): 1, (1, name): -1})

    return _attack([first, second], same, lambda *given: (*_counts_of_few(*given), *_changes_of_few(*given)))


def _attack(editions: Sequence[Edition], link: Callable[[Program, str], None], aims: _Aims) -> Attack:
    tried, narrowed = 0, list[Narrowed]()
    for area in sorted({str(row["area"]) for row in editions[0].exact}):
        exact = [_counts(edition.exact, area) for edition in editions]
        cells = [_cells(edition.public, area) for edition in editions]
        program = Program()
        for number, (one, edition) in enumerate(zip(cells, editions, strict=True)):
            program.add(number, one, edition.rules)
        link(program, area)
        rules = editions[0].rules
        for what, aim in aims(exact, cells, rules):
            if not all(map(program.knows, aim)):
                continue
            tried += 1
            least, most = program.bounds(aim)
            if most - least + 1 < rules.suppressed_max:
                narrowed.append(Narrowed(area, what, least, most))
    return Attack(tried, narrowed)


def _counts_of_few(
    exact: Sequence[Mapping[str, int]], cells: Sequence[Mapping[str, Row]], rules: Disclosure
) -> Iterator[_Aim]:
    """Counts of few in every edition, left out or not printed at all."""
    for number, counts in enumerate(exact):
        for what, whole, part in few(counts, cells[number], rules):
            yield f"{number}: {what}", {(number, whole): 1} | ({(number, part): -1} if part else {})
        for name in (ENTERED, LEFT, STATUS, CATEGORY):
            if number and name not in cells[number] and 1 <= counts.get(name, 0) <= rules.suppressed_max:
                yield f"{number}: {name}", {(number, name): 1}


def _changes_of_few(
    exact: Sequence[Mapping[str, int]], cells: Sequence[Mapping[str, Row]], rules: Disclosure
) -> Iterator[_Aim]:
    """Few that an edition differs by from the one before it."""
    for number, name in product(range(1, len(exact)), sorted(cells[0])):
        before, now = exact[number - 1].get(name, 0), exact[number].get(name, 0)
        if name in cells[number] and 1 <= abs(now - before) <= rules.suppressed_max:
            yield f"{number}: change of {name}", {(number, name): 1, (number - 1, name): -1}


def _moves(program: Program, editions: int) -> None:
    program.nothing({**{(0, name): 1 for name in STOCK}, (0, ENTERED): -1})
    for before, now in pairwise(range(editions)):
        program.unknown((now, name) for name in (ENTERED, LEFT, STATUS, CATEGORY))
        old, new = ({(number, name): 1 for name in STOCK} for number in (before, now))
        gone = {(before, name): -1 for name in STOCK}
        program.nothing({**new, **gone, (now, ENTERED): -1, (now, LEFT): 1})
        program.at_most({(now, ENTERED): 1, **dict.fromkeys(new, -1)}, 0)
        program.at_most({(now, LEFT): 1, **dict.fromkeys(old, -1)}, 0)
        stayed = {(now, STATUS): 1, (now, CATEGORY): 1, (now, LEFT): 1, **dict.fromkeys(old, -1)}
        program.at_most(stayed, 0)
        for status in _STATUSES:
            _differ(program, f"households_{status}", (before, now), (STATUS,))
            for category in _CATEGORIES:
                _differ(program, f"households_{category}_{status}", (before, now), (STATUS, CATEGORY))


def _differ(program: Program, name: str, pair: tuple[int, int], moves: Iterable[str]) -> None:
    """A stock rises by no more than entered or changed into it, and falls by no more than left or changed out of it."""
    before, now = pair
    changed = {(now, move): -1 for move in moves}
    program.at_most({(now, name): 1, (before, name): -1, (now, ENTERED): -1, **changed}, 0)
    program.at_most({(before, name): 1, (now, name): -1, (now, LEFT): -1, **changed}, 0)


def _counts(rows: Iterable[Row], area: str) -> dict[str, int]:
    found = [row for row in rows if row["area"] == area and row["area_level"] == "township"]
    return {str(row["indicator"]): int(row["value"]) for row in found if row["value"] is not None}


def _cells(rows: Iterable[Row], area: str) -> dict[str, Row]:
    return {str(row["indicator"]): row for row in rows if row["area"] == area and row["area_level"] == "township"}
