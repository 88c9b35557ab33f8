"""Everything public of a month at once, given to an outsider who can count: no group of few comes out of it."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from monitoring.disclosure import Disclosure, public_indicators
from monitoring.disclosure_links import _CATEGORIES, _CAUSES
from tests.lib.outsider import attack

RULES = Disclosure(suppressed_max=7, rounding=5)
Counts = Counter[str]


def _township(chance: random.Random) -> Counts:
    """Counts of households made one by one, so that everything that must add up does."""
    found: Counts = Counter()
    causes = chance.sample(_CAUSES, chance.choice((1, 2, 2, 3, 6, 12)))
    liked = [2.0**-number for number in range(len(causes))]
    for status, most in (("listed", 60), ("suspected", 60), ("eliminated", 30)):
        for _ in range(chance.randint(0, most)):
            _household(found, chance, status, set(chance.choices(causes, liked, k=chance.choice((1, 1, 1, 2)))))
    found["visits_due"] = sum(found[f"households_{category}_listed"] for category in _CATEGORIES)
    found["visits_done"] = chance.randint(0, found["visits_due"])
    return found


def _household(found: Counts, chance: random.Random, status: str, causes: set[str]) -> None:
    people = chance.randint(1, 5)
    category = (
        chance.choice((*_CATEGORIES, *_CATEGORIES, None)) if status == "suspected" else chance.choice(_CATEGORIES)
    )
    for counted, number in (("households", 1), ("persons", people)):
        found[f"{counted}_{status}"] += number
        if category:
            found[f"{counted}_{category}_{status}"] += number
    if chance.random() < 0.3:
        found[f"dibao_{status}"] += 1
        found[f"dibao_persons_{status}"] += chance.randint(1, people)
    is_helped = chance.random() < 0.8
    for cause in sorted(causes) if status != "eliminated" else ():
        found[f"households_{status}_{cause}"] += 1
        if status == "listed":
            found[f"measured_{cause}"] += is_helped
            found[f"answered_{cause}"] += is_helped and chance.random() < 0.7
    if status == "listed":
        found["measure_health"] += is_helped
        found["workers_listed"] += chance.randint(0, people)


def _rows(towns: dict[str, Counts]) -> list[dict[str, Any]]:
    names = sorted({name for counts in towns.values() for name in counts})
    return [
        {
            "indicator": name,
            "title": name,
            "unit": "人" if "persons" in name or name.startswith("workers") else "户",
            "area_level": "township",
            "area": area,
            "value": counts[name],
        }
        for name in names
        for area, counts in sorted(towns.items())
    ]


@pytest.mark.parametrize("seed", range(6))
def test_no_count_of_few_narrows_below_what_is_left_out(seed: int) -> None:
    chance = random.Random(seed)
    rows = _rows({area: _township(chance) for area in ("甲乡", "乙乡", "丙乡")})
    done = attack(rows, public_indicators(rows, RULES), RULES)
    assert done.tried > 10
    assert done.narrowed == []


def test_the_attack_finds_what_exact_counts_give_away() -> None:
    """Beside an exact whole an exact part tells of the few who are not in it."""
    rows = _rows({"甲乡": Counter({"housing_unsafe_grade": 30, "housing_open": 27})})
    public = [{**row, "hidden": False} for row in rows]
    (found,) = attack(rows, public, Disclosure(suppressed_max=7, rounding=1)).narrowed
    assert (found.what, found.least, found.most) == ("housing_unsafe_grade - housing_open", 3, 3)
