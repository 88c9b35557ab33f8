"""Counts that may leave the authorised circle: few are not shown, the others are rounded, totals follow from what is shown.

A total that is exact gives away what was left out: total minus the cells that are shown. So a total here is the sum of
the cells as they are shown, and it is left out too when nothing is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COUNTED = ("户", "人", "条")
"""Units in which a number counts people or households; other numbers are left out of what goes outside."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Disclosure:
    """suppressed_max: counts from 1 to this are not shown; rounding: others are given as multiples of this."""

    suppressed_max: int
    rounding: int

    def shown(self, count: int) -> int | None:
        """The count as outsiders see it; null when it is too small to be shown. Nobody is nobody: 0 stays 0."""
        if count == 0:
            return 0
        if count <= self.suppressed_max:
            return None
        return self.rounding * ((2 * count + self.rounding) // (2 * self.rounding))

    def cells(self, counts: Mapping[str, int]) -> dict[str, int | None]:
        """Every cell as it is shown."""
        return {name: self.shown(count) for name, count in counts.items()}


def total(shown: Mapping[str, int | None]) -> int | None:
    """The sum of what is shown; null when a cell is left out and nothing else is there."""
    visible = [count for count in shown.values() if count is not None]
    if sum(visible) == 0 and len(visible) < len(shown):
        return None
    return sum(visible)


def public_indicators(rows: list[Row], disclosure: Disclosure) -> list[Row]:
    """The indicators of a month as they may go outside: counts of townships, and of the county as their sum.

    rows: as in mart.indicators (indicator, title, unit, area_level, area, value). Villages, shares and amounts stay
    inside: a village is too small, and a share or an average with its rounded base gives the exact count away. An
    indicator whose value is missing anywhere (data not delivered) stays missing for the county.
    """
    found: list[Row] = []
    for name in sorted({row["indicator"] for row in rows if row["unit"] in COUNTED}):
        townships = sorted(
            (row for row in rows if row["indicator"] == name and row["area_level"] == "township"),
            key=lambda row: str(row["area"]),
        )
        if townships:
            found += _public(townships, disclosure)
    return found


def _public(townships: list[Row], disclosure: Disclosure) -> list[Row]:
    counts = {str(row["area"]): int(row["value"]) for row in townships if row["value"] is not None}
    shown = disclosure.cells(counts)
    whole = total(shown) if len(counts) == len(townships) else None
    first = townships[0]
    kept = {name: first[name] for name in ("indicator", "title", "unit")}
    cells = [
        {**kept, "area_level": "township", "area": row["area"], "value": shown.get(str(row["area"]))}
        for row in townships
    ]
    return [*cells, {**kept, "area_level": "county", "area": "全县", "value": whole}]
