"""Pictures for tables: none where there is nothing to draw, because all of it is unknown, left out or nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from monitoring.reports import charts
from monitoring.reports.bulletin.parts import Chart
from monitoring.reports.charts import Value

WIDE, BESIDE, CARD = 560, 420, 300


def bars(
    title: str, rows: Sequence[Sequence[Any]], colours: Mapping[str, str], width: int = WIDE, labels: int = 110
) -> Chart | None:
    """A bar per row: its label, then a value per colour. labels: room for the labels in px."""
    named = [(str(row[0]), dict(zip(colours, row[1:], strict=True))) for row in rows]
    if not any(_is_drawn(value) for _, values in named for value in values.values()):
        return None
    return Chart(title, colours, charts.stacked_bars(title, named, colours, width, labels))


def lines(
    title: str, steps: Sequence[str], series: Mapping[str, Sequence[Value]], colours: Sequence[str]
) -> Chart | None:
    """A line per series; one step is a point and no line."""
    if len(steps) < 2 or not any(_is_drawn(value) for values in series.values() for value in values):
        return None
    meaning = dict(zip(series, colours, strict=True))
    return Chart(title, meaning, charts.lines(title, steps, series, meaning, WIDE))


def _is_drawn(value: Value) -> bool:
    return isinstance(value, int | Decimal) and value > 0
