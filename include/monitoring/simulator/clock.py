"""Days and months as numbers: days since 1970-01-01, months as year * 12 + month - 1, NONE for an empty date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from monitoring.period import Period
from monitoring.simulator.table import Array

NONE = -99_999
COMPARISON_DAY = 20
LAST_REPORTED_DAY = 10
_EPOCH = dt.date(1970, 1, 1)


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def months_of(days: Array) -> Array:
    """The month each day lies in; NONE stays NONE."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(days == NONE, NONE, months)


def ymd(days: Array) -> Array:
    """Each day as the number yyyymmdd, for comparing ages in full years."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    index = months.astype(np.int64)
    number: Array = (1970 + index // 12) * 10_000 + (index % 12 + 1) * 100 + day
    return number


@dataclass(frozen=True)
class Month:
    """One delivered month: what happened after the last delivery and what the comparison looks at."""

    period: Period

    @property
    def index(self) -> int:
        """The month as a number."""
        return self.period.year * 12 + self.period.month - 1

    @property
    def as_of(self) -> int:
        """The comparison day."""
        return day_number(self.period.day(COMPARISON_DAY))

    @property
    def year_ago(self) -> int:
        """as_of twelve months earlier: the last day that no longer counts."""
        return self.shift(-12).as_of

    @property
    def last_day(self) -> int:
        """Last day that departments can still report."""
        return day_number(self.period.day(LAST_REPORTED_DAY))

    @property
    def first_day(self) -> int:
        """First day that the delivery of last month could not report yet."""
        return self.shift(-1).last_day + 1

    @property
    def start_year(self) -> int:
        """Calendar year in which the running school year began."""
        return self.period.school_year_start

    @property
    def cutoff(self) -> int:
        """31 August on which compulsory age is taken."""
        return day_number(dt.date(self.start_year, 8, 31))

    def shift(self, months: int) -> Month:
        """So many months later."""
        return Month(self.period.shift(months))


def age_at(birth_ymd: Array, day: int) -> Array:
    """Full years on that day."""
    return (int(ymd(np.array([day]))[0]) - birth_ymd.astype(np.int64)) // 10_000
