"""Small counts that are left out of what goes outside, attacked with everything that is shown beside them."""

from __future__ import annotations

import random
from argparse import Namespace
from typing import Any

from monitoring.disclosure import Disclosure
from monitoring.disclosure_links import whole_of, wholes, with_persons
from tests.reliability.measures.line import Line
from tests.reliability.outsider import learned

RULES = Disclosure(suppressed_max=7, rounding=5)
_MONTHS, _TOWNSHIPS = 3, 5


def measure(given: Namespace) -> list[Line]:
    found = [learned(month(seed), RULES) for seed in range(_MONTHS)]
    hidden, narrowed = sum(one.hidden for one in found), sum(len(one.narrowed) for one in found)
    control = learned(month(0), RULES, one_by_one=True)
    figure = f"{narrowed} of {hidden} (hidden one by one: {len(control.narrowed)} of {control.hidden})"
    kept = narrowed == 0 < hidden and bool(control.narrowed)
    return [Line("hidden small counts that what is shown narrows down", figure, kept)]


def month(seed: int) -> list[dict[str, Any]]:
    """Counts as a county has them: parts within wholes, many of them small. Rows as in mart.indicators."""
    drawn = random.Random(seed)
    rows = []
    for area in range(_TOWNSHIPS):
        counts: dict[str, int] = {}
        for name in sorted(_linked(), key=lambda one: (bool(wholes(one)), one)):
            _count(name, counts, drawn)
        rows += [
            {"indicator": name, "title": name, "unit": "户", "area_level": "township", "area": f"乡{area:02}"}
            | {"value": value}
            for name, value in sorted(counts.items())
        ]
    return rows


def _linked() -> set[str]:
    from monitoring.disclosure_links import _SUMS, _WITHIN

    return {*_SUMS, *_WITHIN, *(part for parts in _SUMS.values() for part in parts)}


def _count(name: str, counts: dict[str, int], drawn: random.Random) -> int:
    if name in counts:
        return counts[name]
    households = with_persons(name)
    parts = sum(_count(part, counts, drawn) for part in whole_of(name))
    most = min((_count(whole, counts, drawn) for whole in wholes(name)), default=10**6)
    least = max(parts, _count(households, counts, drawn) if households in _linked() else 0)
    more = drawn.choice((0, 0, 1, 2, 3, 6, 9, 14, 30, 60))
    counts[name] = max(least, min(most, least + more))
    return counts[name]
