"""The indicators of a month and of those before it, looked up by area; one view for either edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monitoring import disclosure
from monitoring.period import Period
from monitoring.reports import figures, words
from monitoring.reports.charts import Value
from monitoring.reports.data import MonthData, Row
from monitoring.settings import load_settings

UNREGISTERED = "未登记"


@dataclass(frozen=True)
class Month:
    """One month's indicators. townships: those of the bulletin, in the order of their codes."""

    period: str
    rows: Mapping[tuple[str, str, str], Row]
    levels: frozenset[tuple[str, str]]
    townships: Sequence[str]

    def county(self, indicator: str) -> Value:
        """The county's value; null when it is not known."""
        return _value(self.rows.get((indicator, "county", "全县")))

    def township(self, indicator: str, name: str) -> Value:
        """A township's value."""
        return self.area(indicator, "township", name)

    def places(self, indicators: Iterable[str]) -> list[str]:
        """The townships, and what is registered nowhere only where one of these indicators counts something there."""
        named = [name for name in self.townships if name != UNREGISTERED]
        unplaced = [name for name in self.townships if name == UNREGISTERED]
        return named + [name for name in unplaced if any(self.township(one, name) for one in indicators)]

    def area(self, indicator: str, level: str, name: str) -> Value:
        """The value of an area; a count nobody was found for there is 0, if counts of such areas are known."""
        row = self.rows.get((indicator, level, name))
        if row is None and (indicator, level) in self.levels and self.county(indicator) is not None:
            return 0
        return _value(row)

    def sum(self, indicators: Sequence[str], township: str | None = None) -> Value:
        """Several counts added up, for the county or a township."""
        return added([self.county(name) if township is None else self.township(name, township) for name in indicators])


def added(values: Sequence[Value]) -> Value:
    """The sum of what is known; null when something is unknown, left out when all of it is left out."""
    if None in values:
        return None
    known = [value for value in values if isinstance(value, int | Decimal)]
    if len(known) < len(values) and not any(known):
        return words.Hidden.HIDDEN
    return sum(known)


def difference(whole: Value, part: Value) -> Value:
    """What is left of a whole; left out or unknown when one of the two is."""
    for value in (whole, part):
        if not isinstance(value, int | Decimal):
            return value
    return whole - part  # type: ignore[operator]


def months_of(data: MonthData, *, is_public: bool) -> list[Month]:
    """Earlier published months and, last, this one, as the edition may show them.

    Every month under the rules it was published under: the same count rounded in two ways is known better than in one.
    """
    of: dict[str, list[Row]] = defaultdict(list)
    for row in data.history:
        of[str(row["period"])].append(row)
    exact = {period: of[period] for period in sorted(of) if period < data.period} | {data.period: list(data.indicators)}
    shown = {period: _public(period, rows) if is_public else rows for period, rows in exact.items()}
    places = _townships(data, shown[data.period])
    return [_month(period, rows, places) for period, rows in shown.items()]


def _public(period: str, rows: Sequence[Row]) -> Sequence[Row]:
    return disclosure.public_indicators(rows, disclosure.in_force(load_settings(), Period.parse(period)))


def _month(period: str, rows: Sequence[Row], places: Sequence[str]) -> Month:
    found = {(str(row["indicator"]), str(row["area_level"]), str(row["area"])): row for row in rows}
    return Month(period, found, frozenset((name, level) for name, level, _ in found), places)


def _townships(data: MonthData, shown: Sequence[Row]) -> list[str]:
    """Townships of the indicators in the order of their codes; what is registered nowhere comes last, if there is any."""
    counted: dict[str, bool] = defaultdict(bool)
    for row in shown:
        if row["area_level"] == "township":
            counted[str(row["area"])] |= bool(row["value"]) or bool(row.get("hidden"))
    order = {name: place for place, name in enumerate(figures.places(data))}
    names = [name for name in counted if name != UNREGISTERED or counted[name]]
    return sorted(names, key=lambda name: (name == UNREGISTERED, order.get(name, len(order)), name))


def _value(row: Row | None) -> Value:
    if row is None or (row["value"] is None and not row.get("hidden")):
        return None
    if row["value"] is None:
        return words.Hidden.HIDDEN
    value: Any = Decimal(str(row["value"]))
    return int(value) if value == value.to_integral_value() else value
