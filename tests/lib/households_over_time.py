"""An invented township month by month, household by household, so that every link between counts and months holds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from monitoring.reports import words

STATUSES, CATEGORIES, CAUSES = tuple(words.STATUSES), tuple(words.CATEGORIES), tuple(words.CAUSES)
FLOWS = ("households_entered", "households_left", "households_status_changed", "households_category_changed")
_HELPED, _ANSWERED, _VISITED, _DIBAO = 0.8, 0.7, 0.75, 0.3
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Household:
    """A subject. chances: what decides about help, visits and benefits, the same every month until it is drawn anew."""

    status: str
    category: str | None
    causes: frozenset[str]
    people: int
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Township:
    """Subjects by number, and the month before, which entering and leaving are counted against."""

    households: Mapping[int, Household]
    before: Township | None = None

    def counts(self) -> dict[str, int]:
        """Every count of the month by indicator; one that nobody was found for is 0."""
        found: Counter[str] = Counter(dict.fromkeys(_names(), 0))
        for one in self.households.values():
            _count(found, one)
        return {**found, **self._moves()}

    def _moves(self) -> dict[str, int]:
        old = self.before.households if self.before else {}
        both = [(old[number], one) for number, one in self.households.items() if number in old]
        states = sum(then.status != now.status for then, now in both)
        kinds = sum(then.status == now.status and then.category != now.category for then, now in both)
        return dict(zip(FLOWS, (len(self.households) - len(both), len(old) - len(both), states, kinds), strict=True))


def first_month(chance: random.Random, most: int = 60) -> Township:
    """A township with up to `most` households of every status."""
    liked = _liked(chance)
    made = [_household(chance, status, liked) for status in STATUSES for _ in range(chance.randint(0, most))]
    return Township(dict(enumerate(made)))


def next_month(chance: random.Random, before: Township, moving: float = 0.04) -> Township:
    """A month later: about that share left, or changed status or category, and a few entered."""
    now = dict(before.households)
    for number, one in before.households.items():
        kind = chance.choices(("left", "status", "category", "visit", "kept"), (moving, moving, moving / 4, 0.3, 1))[0]
        if kind == "left":
            del now[number]
        elif kind == "status":
            now[number] = replace(
                one, status=chance.choice(STATUSES), category=one.category or chance.choice(CATEGORIES)
            )
        elif kind == "category":
            now[number] = replace(one, category=chance.choice(CATEGORIES))
        elif kind == "visit":
            now[number] = _drawn_anew(chance, one, 2)
    liked = _liked(chance)
    first = max(before.households, default=-1) + 1
    for number in range(chance.choice((0, 0, 1, 2, 3, 5, 9))):
        now[first + number] = _household(chance, "suspected", liked)
    return Township(now, before)


def corrected(chance: random.Random, month: Township, late: str) -> Township:
    """The month after a late delivery: of `visits` or `dibao`, which changes that alone, or of the `list` itself."""
    now = dict(month.households)
    for number, one in month.households.items():
        if chance.random() < (0.06 if late == "list" else 0.3):
            if late != "list":
                now[number] = _drawn_anew(chance, one, {"visits": 2, "dibao": 3}[late])
            elif chance.random() < 0.5:
                del now[number]
            else:
                now[number] = _household(chance, one.status, one.causes)
    return Township(now, month.before)


def _drawn_anew(chance: random.Random, one: Household, place: int) -> Household:
    return replace(one, chances=(*one.chances[:place], chance.random(), *one.chances[place + 1 :]))


def indicator_rows(towns: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """Rows as in mart.indicators."""
    names = sorted({name for counts in towns.values() for name in counts})
    return [
        {"indicator": name, "title": name, "unit": _unit(name), "area_level": "township", "area": area}
        | {"value": counts[name]}
        for name in names
        for area, counts in sorted(towns.items())
    ]


def _names() -> Iterator[str]:
    for status in STATUSES:
        for counted in ("households", "persons"):
            yield f"{counted}_{status}"
            yield from (f"{counted}_{category}_{status}" for category in CATEGORIES)
        yield from (f"dibao_{status}", f"dibao_persons_{status}")
    for cause in CAUSES:
        yield from (
            f"households_listed_{cause}",
            f"households_suspected_{cause}",
            f"measured_{cause}",
            f"answered_{cause}",
        )
    yield from ("visits_due", "visits_done", "measure_health", "workers_listed")


def _count(found: Counter[str], one: Household) -> None:
    helped, answered, visited, dibao, working, share = one.chances
    for counted, number in (("households", 1), ("persons", one.people)):
        found[f"{counted}_{one.status}"] += number
        if one.category:
            found[f"{counted}_{one.category}_{one.status}"] += number
    if dibao < _DIBAO:
        found[f"dibao_{one.status}"] += 1
        found[f"dibao_persons_{one.status}"] += 1 + int(share * one.people)
    for cause in one.causes if one.status != "eliminated" else ():
        found[f"households_{one.status}_{cause}"] += 1
        if one.status == "listed":
            found[f"measured_{cause}"] += helped < _HELPED
            found[f"answered_{cause}"] += helped < _HELPED and answered < _ANSWERED
    if one.status == "listed":
        found["visits_due"] += 1
        found["visits_done"] += visited < _VISITED
        found["measure_health"] += helped < _HELPED
        found["workers_listed"] += int(working * (one.people + 1))


def _household(chance: random.Random, status: str, liked: Iterable[str]) -> Household:
    ordered = sorted(liked)
    weights = [2.0**-place for place in range(len(ordered))]
    causes = frozenset(chance.choices(ordered, weights, k=chance.choice((1, 1, 1, 2))))
    kinds = (*CATEGORIES, *CATEGORIES, None) if status == "suspected" else CATEGORIES
    return Household(
        status, chance.choice(kinds), causes, chance.randint(1, 5), tuple(chance.random() for _ in range(6))
    )


def _liked(chance: random.Random) -> list[str]:
    return chance.sample(CAUSES, chance.choice((1, 2, 2, 3, 6)))


def _unit(name: str) -> str:
    return "人" if "persons" in name or name.startswith("workers") else "户"
