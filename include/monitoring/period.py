"""The month everything is about. Time is an argument: nothing here or elsewhere asks for today's date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from monitoring.errors import ConfigurationError

_PATTERN = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, written 2026-10."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads "2026-10"; raises ConfigurationError for anything else."""
        match = _PATTERN.match(text)
        if match is None:
            raise ConfigurationError(f"period must be written YYYY-MM, not {text!r}")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def number(self) -> int:
        """202610 for 2026-10: the form in which months stand in tables."""
        return self.year * 100 + self.month

    def shift(self, months: int) -> Period:
        """The period so many months later (negative: earlier)."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def day(self, day: int) -> dt.date:
        """That day of this month."""
        return dt.date(self.year, self.month, day)

    @property
    def school_year_start(self) -> int:
        """Calendar year in which the school year running in this month began (1 September)."""
        return self.year if self.month >= 9 else self.year - 1


def parse_range(text: str) -> list[Period]:
    """Reads "2026-09..2026-10" or a single period into consecutive periods, earliest first."""
    first, _, last = text.partition("..")
    start, end = Period.parse(first), Period.parse(last or first)
    if end < start:
        raise ConfigurationError(f"range of periods runs backwards: {text}")
    periods = [start]
    while periods[-1] < end:
        periods.append(periods[-1].shift(1))
    return periods
