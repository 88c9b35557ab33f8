"""Public editions of an invented township, of months that follow each other and of one month before and after a late delivery."""

from __future__ import annotations

import random
from collections.abc import Iterable

from monitoring.disclosure import Disclosure, public_indicators
from tests.lib.households_over_time import (
    CATEGORIES,
    FLOWS,
    STATUSES,
    Township,
    corrected,
    first_month,
    indicator_rows,
    next_month,
)
from tests.lib.outsider_over_time import Edition

RULES = Disclosure(suppressed_max=7, rounding=5)
STOCKS = frozenset(
    {*FLOWS, *(f"households_{s}" for s in STATUSES), *(f"households_{c}_{s}" for c in CATEGORIES for s in STATUSES)}
)
RESTS_ON = {"visits": "visits_done", "dibao": "dibao"}
"""What the name of every count begins with that a late delivery can touch."""


def edition(month: Township, only: Iterable[str] = ()) -> Edition:
    """What is shown of a township's month, or of some of its counts."""
    counts = {name: count for name, count in month.counts().items() if not only or name in only}
    rows = indicator_rows({"甲乡": counts})
    return Edition(rows, public_indicators(rows, RULES), RULES)


def three_months(seed: int, only: Iterable[str] = ()) -> list[Edition]:
    """Editions of three months, the first of which is the first there is."""
    chance = random.Random(seed)
    first = first_month(chance, chance.choice((6, 15, 30, 60)))
    second = next_month(chance, first)
    return [edition(month, only) for month in (first, second, next_month(chance, second))]


def before_and_after(seed: int, late: str) -> tuple[Township, Township]:
    """A month, and the same after a late delivery of `visits`, `dibao` or the `list` of subjects."""
    chance = random.Random(seed)
    month = next_month(chance, first_month(chance, chance.choice((6, 15, 30))))
    return month, corrected(chance, month, late)


def untouched(month: Township, late: str) -> dict[str, list[str]]:
    """By township, what a late delivery of that cannot change; the list of subjects changes everything."""
    names = [] if late == "list" else [name for name in month.counts() if not name.startswith(RESTS_ON[late])]
    return {"甲乡": names}
