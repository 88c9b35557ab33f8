"""Who came onto the list and who left it, by cause: the counts behind the change report."""

from __future__ import annotations

from collections import Counter

from monitoring.reports import words
from monitoring.reports.data import MonthData
from monitoring.reports.figures import Table, summed

_MOST = 12


def is_first_month(data: MonthData) -> bool:
    """Whether there is no earlier month to compare with."""
    return any(row["cause"] == "first_month" for row in data.household_changes)


def balance(data: MonthData) -> tuple[int, int, int, int]:
    """Subjects last month, entered, left, subjects now: the first plus the second minus the third is the fourth."""
    moves = Counter(str(row["change"]) for row in data.household_changes)
    now = len(data.monitoring_subjects)
    return now - moves["entered"] + moves["left"], moves["entered"], moves["left"], now


def by_cause(data: MonthData) -> Table:
    """Households by cause and kind of change; causes and kinds that do not occur are left out."""
    counted = Counter((str(row["cause"]), str(row["change"])) for row in data.household_changes)
    kinds = [kind for kind in words.HOUSEHOLD_CHANGES if any(change == kind for _, change in counted)]
    rows = [
        [title, *(counted[cause, kind] for kind in kinds)]
        for cause, title in words.CHANGE_CAUSES.items()
        if any(counted[cause, kind] for kind in kinds)
    ]
    return summed(["原因", *(words.HOUSEHOLD_CHANGES[kind] for kind in kinds)], rows)


def explanations(data: MonthData) -> Table:
    """What is said of the changes, most frequent first; the rest is counted in one line."""
    counted = Counter(
        (words.word(words.HOUSEHOLD_CHANGES, row["change"]), str(row["explanation"])) for row in data.household_changes
    )
    lines = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    rows: list[list[object]] = [[change, text, count] for (change, text), count in lines[:_MOST]]
    rest = sum(count for _, count in lines[_MOST:])
    return Table(
        ["变动", "说明", "户"], [*rows, *([["其余", f"另有 {len(lines) - _MOST} 种说明", rest]] if rest else [])]
    )
