"""Runs the stages from people to marts on staged deliveries, and reads what they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from monitoring import rules, subjects, transform
from monitoring.layout import Layout
from monitoring.period import Period
from tests.lib.staged import INCLUDE, Row, settings_at, stage_all

Rows = list[dict[str, Any]]


class Months:
    """A data folder in which months are built one after the other."""

    def __init__(self, home: Path, include: Path = INCLUDE) -> None:
        self.settings = settings_at(home, include)
        self.layout = Layout(self.settings)

    def build(self, period: Period, given: dict[str, Sequence[Row]], missing: Sequence[str] = ()) -> None:
        """Stages the month (what is not given is delivered empty) and runs all stages on it."""
        stage_all(self.layout, period, given, missing)
        self.rebuild(period)

    def rebuild(self, period: Period) -> None:
        """Runs all stages again on what is staged."""
        transform.build(self.settings, self.layout, period)
        rules.assess(self.settings, self.layout, period)
        subjects.build_marts(self.settings, self.layout, period)

    def mart(self, table: str, period: Period) -> Rows:
        """Rows of a mart table."""
        rows: Rows = pq.read_table(self.layout.table("marts", table, period)).to_pylist()
        return rows

    def subject(self, household_id: str, period: Period) -> dict[str, Any] | None:
        """The household's line of that month, if it has one."""
        return next(
            (row for row in self.mart("monitoring_subjects", period) if row["household_id"] == household_id), None
        )

    def findings(self, rule: str, period: Period) -> Rows:
        """The rule's findings of that month."""
        return [row for row in self.mart("findings", period) if row["rule"] == rule]
