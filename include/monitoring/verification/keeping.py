"""Verdicts that came back with workbooks, kept once: what was read before changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.layout import Layout
from monitoring.verdicts import Verdict, record, recorded
from monitoring.verification.answers import Checked


@dataclass(frozen=True)
class Kept:
    """new: kept now; same: what already holds; overtaken: read before, and something else was found since."""

    new: int = 0
    same: int = 0
    overtaken: int = 0


def overtaken(layout: Layout, checked: Checked) -> list[str]:
    """A message for every row that says something new about a finding of which other was found on a later day."""
    late = (answer for verdict, answer in checked.verdicts if _is_late(recorded(layout, verdict.finding_id), verdict))
    told = (answer.told(answer.sheet.day, "这条线索已有日期更晚的结论", "核对是否拿错了旧的工作簿") for answer in late)
    return list(dict.fromkeys(told))


def keep(layout: Layout, checked: Checked) -> Kept:
    """Records what is new, finding by finding. Broken off half-way it is completed by reading the same files again."""
    new = same = past = 0
    for verdict, _ in checked.verdicts:
        before = recorded(layout, verdict.finding_id)
        if verdict not in before:
            record(layout, verdict)
            new += 1
        elif verdict == before[-1]:
            same += 1
        else:
            past += 1
    return Kept(new, same, past)


def _is_late(before: Sequence[Verdict], verdict: Verdict) -> bool:
    if verdict in before or not before:
        return False
    return (before[-1].found_on or "") > (verdict.found_on or "")
