"""By when a finding is to be verified: so many days after the month's comparison day, by its priority."""

from __future__ import annotations

import datetime as dt

from monitoring.period import Period
from monitoring.reports.data import MonthData

_DAYS = {1: "verification_days_first", 2: "verification_days_second", 3: "verification_days_third"}


class Deadlines:
    """Of one published month, by the parameters it was computed with; a month without them sets no date."""

    def __init__(self, data: MonthData) -> None:
        used = {str(row["name"]): row["value"] for row in data.parameters_used}
        day = used.get("comparison_day")
        self._days = {level: int(used[name]) for level, name in _DAYS.items() if used.get(name) is not None}
        self.comparison_day = Period.parse(data.period).day(int(day)) if day is not None else None

    def of(self, priority: int) -> str:
        """YYYY-MM-DD; "" when the month sets none."""
        if self.comparison_day is None or priority not in self._days:
            return ""
        return (self.comparison_day + dt.timedelta(days=self._days[priority])).isoformat()
