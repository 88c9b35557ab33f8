"""What holds from a day on, for one county or for all: the one way parameters and tables of parameters are dated."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Protocol, TypeVar

from pydantic import BeforeValidator


def _day(value: object) -> object:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[dt.date, BeforeValidator(_day)]


class Dated(Protocol):
    """since: the first day it holds; county: where, or None for every county without its own."""

    @property
    def since(self) -> dt.date: ...

    @property
    def county(self) -> str | None: ...


D = TypeVar("D", bound=Dated)


def in_order(values: Iterable[D]) -> list[D]:
    """Earliest first. Raises ValueError when two are for the same county and day."""
    found = sorted(values, key=lambda value: value.since)
    counted = Counter((value.county, value.since) for value in found)
    if max(counted.values()) > 1:
        raise ValueError("two values for the same county and day")
    return found


def of_county(values: Sequence[D], county: str) -> list[D]:
    """Those that ever hold there, earliest first: the general ones, from the county's first own one on its own."""
    own = [value for value in values if value.county == county]
    general = [value for value in values if value.county is None]
    return [value for value in general if not own or value.since < own[0].since] + own


def in_force(values: Sequence[D], county: str, day: dt.date) -> D | None:
    """The one that holds there on that day, None before the first."""
    valid = [value for value in of_county(values, county) if value.since <= day]
    return valid[-1] if valid else None
