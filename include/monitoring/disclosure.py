"""Counts that may leave the authorised circle: few are not shown, the others are rounded, totals follow from what is shown.

A total that is exact gives away what was left out: total minus the cells that are shown. So a total here is the sum of
the cells as they are shown, and it is left out too when nothing is shown. The same holds between indicators: what is
the sum of others is shown as the sum of their cells, and a part of a whole is not shown where the rest is few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.disclosure_links import beside, covering, covers, stays_inside, whole_of, wholes, with_persons
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.settings import Settings

COUNTED = ("户", "人", "条")
"""Units in which a number counts people or households; other numbers are left out of what goes outside."""

Row = dict[str, Any]
Counts = Mapping[str, int | None]


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


def in_force(settings: Settings, period: Period) -> Disclosure:
    """What the parameters of that month let outsiders see."""
    parameters = load_parameters(settings.parameters)
    values = parameters.in_force(parameters.as_of(period, settings.county), settings.county)
    return Disclosure(int(values["disclosure_suppressed_max"]), int(values["disclosure_rounding"]))


def total(shown: Mapping[str, int | None]) -> int | None:
    """The sum of what is shown; null when a cell is left out and nothing else is there."""
    visible = [count for count in shown.values() if count is not None]
    if sum(visible) == 0 and len(visible) < len(shown):
        return None
    return sum(visible)


def public_indicators(rows: Iterable[Mapping[str, Any]], disclosure: Disclosure) -> list[Row]:
    """The indicators of a month as they may go outside: counts of townships, and of the county as their sum.

    rows: as in mart.indicators (indicator, title, unit, area_level, area, value). Villages, shares, amounts and the
    counts of single rules stay inside: a village is too small, and a share or an average with its rounded base gives
    the exact count away. An indicator whose value is missing anywhere (data not delivered) stays missing for the
    county. hidden: whether the value is left out because it is small or tells of a small one, not for lack of data.
    """
    counted = [row for row in rows if row["unit"] in COUNTED and row["area_level"] == "township"]
    tables: dict[str, dict[str, int | None]] = {}
    titles: dict[str, Row] = {}
    for row in sorted(counted, key=lambda row: (str(row["indicator"]), str(row["area"]))):
        if not stays_inside(row["indicator"]):
            value = None if row["value"] is None else int(row["value"])
            tables.setdefault(row["indicator"], {})[str(row["area"])] = value
            titles[row["indicator"]] = {name: row[name] for name in ("indicator", "title", "unit")}
    month = _Month(tables, disclosure)
    return [{**titles[name], **cell} for name in tables for cell in month.rows(name)]


@dataclass(frozen=True)
class _Month:
    """Exact counts by indicator and township, and how outsiders see them."""

    tables: Mapping[str, Counts]
    disclosure: Disclosure

    def rows(self, name: str) -> Iterator[Row]:
        exact = self.tables[name]
        shown = {area: self.cell(name, area) for area in exact}
        for area, count in exact.items():
            hidden = count is not None and shown[area] is None
            yield {"area_level": "township", "area": area, "value": shown[area], "hidden": hidden}
        known = all(count is not None for count in exact.values())
        # A part of which a township is left out would be set against a whole in which that township counts.
        is_short = bool(wholes(name)) and None in shown.values()
        whole = total(shown) if known and not is_short else None
        yield {"area_level": "county", "area": "全县", "value": whole, "hidden": known and whole is None}

    def cell(self, name: str, area: str) -> int | None:
        """A count as it is shown; null when it is unknown or left out."""
        count = self.tables.get(name, {}).get(area)
        parts = [part for part in whole_of(name) if part in self.tables]
        if count is None:
            return None
        if not parts:
            return None if self._tells(name, area, count) else self._within(name, area, count)
        cells = {part: self.cell(part, area) for part in parts}
        return total({**cells, name: self._rest_shown(name, area)})

    def _within(self, name: str, area: str, count: int) -> int | None:
        """A count beside those it is a part of: shown as the whole is where it is all of it, so that no number is
        rounded in two ways, and left out where it would look like more than the whole."""
        own = self.disclosure.shown(count)
        for whole in beside(name) if count else ():
            shown = self.cell(whole, area)
            if self.tables.get(whole, {}).get(area) == count:
                return shown
            if own is not None and shown is not None and own > shown:
                return None
        return own

    def _rest_shown(self, name: str, area: str) -> int | None:
        """What no part of a sum counts, as it is shown; persons only with their households."""
        rests = [self._rest(one, area) for one in (name, with_persons(name)) if one is not None]
        if any(rest is None or self.disclosure.shown(rest) is None for rest in rests):
            return None
        return self.disclosure.shown(rests[0] or 0)

    def _rest(self, name: str, area: str) -> int | None:
        counts = [self.tables.get(one, {}).get(area) for one in (name, *whole_of(name))]
        known = [count for count in counts if count is not None]
        return known[0] - sum(known[1:]) if len(known) == len(counts) else None

    def _tells(self, name: str, area: str, count: int) -> bool:
        """Whether beside others it gives a small count away: the rest of a whole, or households too few to show. Beside
        nobody the rest is the whole, which is shown or not on its own terms."""
        others = [self.tables.get(whole, {}).get(area) for whole in beside(name) if count]
        small = [whole - count for whole in others if whole is not None]
        households = self.tables.get(with_persons(name) or "", {}).get(area)
        if any(self.disclosure.shown(one) is None for one in (*small, households or 0)):
            return True
        whole = covers(name)
        return whole is not None and count > 0 and self._causes_tell(whole, area)

    def _causes_tell(self, whole: str, area: str) -> bool:
        """Whether the causes of a township, set against its categories, leave fewer values for a hidden one than are hidden.

        Every household is of one category and has one cause at least: all causes together are no fewer than all
        households.
        """
        known = [self.tables[name].get(area) for name in covering(whole) if name in self.tables]
        causes = [self._range(self.disclosure.shown(count)) for count in known if count is not None]
        cells = [self.cell(name, area) for name in whole_of(whole) if name in self.tables]
        categories = [self._range(cell) for cell in cells]
        least, most = sum(low for low, _ in categories), sum(high for _, high in causes)
        few = (1, self.disclosure.suppressed_max)
        rest = self._rest_shown(whole, area)
        # At least those of the commonest cause are in some category, or in none.
        others = sum(high for _, high in categories) - few[1] + self._range(rest or None)[1]
        too_high = few in categories and most - (least - 1) < few[1]
        too_few = few in categories and max((low for low, _ in causes), default=0) - others > 1
        too_low = few in causes and least - (most - few[1]) > 1
        return too_high or too_few or too_low

    def _range(self, shown: int | None) -> tuple[int, int]:
        """The least and the most that a count shown like this can be."""
        first, half = self.disclosure.suppressed_max + 1, self.disclosure.rounding // 2
        if shown is None:
            return 1, first - 1
        return (max(shown - half, first), shown + half) if shown else (0, 0)
