"""What a named person decided about a held delivery: bound to its bytes and to the reasons it was held for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from monitoring.layout import Layout, write_text
from monitoring.ledger import Entry
from monitoring.period import Period

Verdict = Literal["approved", "rejected"]


@dataclass(frozen=True)
class Decision:
    """by: the person's name; reason: in their words; codes: why the delivery was held when they decided; refused: the
    mark of the correction that had been refused by then."""

    sha256: str
    codes: tuple[str, ...]
    verdict: Verdict
    by: str
    reason: str
    refused: str | None = None


def held_codes(entry: Entry) -> tuple[str, ...]:
    """Why the delivery is held, sorted; empty when it is not."""
    return tuple(sorted({remark.code for remark in entry.remarks if remark.weight == "held"}))


def read(layout: Layout, dataset: str, period: Period) -> list[Decision]:
    """Every decision ever taken about that dataset and month, earliest first."""
    path = layout.decisions(dataset, period)
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))
    return [Decision(**{**one, "codes": tuple(one["codes"])}) for one in found]


def add(layout: Layout, dataset: str, period: Period, decision: Decision) -> None:
    """Adds a decision; none is ever overwritten, and the same one twice is one."""
    found = read(layout, dataset, period)
    if found and found[-1] == decision:
        return
    text = json.dumps([asdict(one) for one in [*found, decision]], ensure_ascii=False, indent=1)
    write_text(layout.decisions(dataset, period), text + "\n")


def decision_on(layout: Layout, entry: Entry) -> Decision | None:
    """The latest decision that covers this delivery: the same bytes, and no reason and no refused correction that was not
    known then."""
    if entry.sha256 is None:
        return None
    taken = read(layout, entry.dataset, Period.parse(entry.period))
    codes, mark = set(held_codes(entry)), entry.refused.mark if entry.refused else None
    same = [one for one in taken if one.sha256 == entry.sha256]
    fitting = [one for one in same if codes <= set(one.codes) and mark in (None, one.refused)]
    return fitting[-1] if fitting else None


def is_rejected(layout: Layout, dataset: str, period: Period, sha256: str) -> bool:
    """Whether the latest decision about those bytes was against them."""
    taken = [one for one in read(layout, dataset, period) if one.sha256 == sha256]
    return bool(taken) and taken[-1].verdict == "rejected"


def waits(layout: Layout, entry: Entry) -> bool:
    """Whether the delivery is held and nobody has decided yet."""
    return entry.status == "delivered" and entry.is_held and decision_on(layout, entry) is None
