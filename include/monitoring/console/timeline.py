"""A household's months side by side, and a rule's counts as a line: numbers for inline SVG, which needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from monitoring.reports import words

_WIDTH, _HEIGHT, _MARGIN = 120, 26, 3


@dataclass(frozen=True)
class Step:
    """One published month of a household. state: listed, suspected, eliminated or absent; label: in words."""

    period: str
    state: str
    label: str
    detail: str
    findings: int


def timeline(months: Iterable[str], history: Iterable[dict[str, Any]]) -> list[Step]:
    """A step per month; a month in which the household is on no list is absent, which is a statement too."""
    known = {row["period"]: row for row in history}
    return [_step(month, known.get(month)) for month in months]


def sparkline(counts: Sequence[int | None]) -> str:
    """The points of an SVG polyline in a box of 120 by 26; empty with fewer than two counts. Unknown counts are left out."""
    known = [(place, count) for place, count in enumerate(counts) if count is not None]
    if len(known) < 2:
        return ""
    highest = max(count for _, count in known) or 1
    across = (_WIDTH - 2 * _MARGIN) / (len(counts) - 1)
    down = _HEIGHT - 2 * _MARGIN
    return " ".join(
        f"{_MARGIN + place * across:.1f},{_MARGIN + down * (1 - count / highest):.1f}" for place, count in known
    )


def _step(month: str, row: dict[str, Any] | None) -> Step:
    if row is None:
        return Step(month, "absent", "不在名单", "", 0)
    category = row["category"] or row["suggested_category"]
    detail = f"{words.word(words.CATEGORIES, category)} {words.word(words.PRIORITIES, row['priority'])}".strip()
    return Step(month, row["status"], words.word(words.STATUSES, row["status"]), detail, row["finding_count"])
