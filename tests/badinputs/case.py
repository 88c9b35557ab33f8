"""One bad input of the catalogue, and what was seen when it was delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from monitoring.ledger import Entry

if TYPE_CHECKING:
    from tests.badinputs.bench import Bench

Outcome = Literal["refused", "held", "quarantined", "warned", "normalised", "deferred", "accepted", "missing"]
SEVERITY: tuple[Outcome, ...] = (
    "accepted", "normalised", "warned", "quarantined", "held", "deferred", "missing", "refused"
)  # fmt: skip
"""Mildest first: of several bad inputs in one file the most severe outcome wins."""


@dataclass(frozen=True)
class Seen:
    """What became of a delivery. codes: every reason code it got; messages: every text meant for the department;
    counts: rows delivered, staged, quarantined, dropped."""

    outcome: Outcome
    codes: frozenset[str]
    messages: tuple[str, ...] = ()
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    entry: Entry | None = field(default=None, compare=False)


def seen(entry: Entry) -> Seen:
    """The delivery's ledger entry as the catalogue speaks of it."""
    refused = entry.refused.code if entry.refused else None
    codes = {code for code in (entry.code, refused, *entry.reasons, *(remark.code for remark in entry.remarks)) if code}
    texts = (entry.message, *(remark.message for remark in entry.remarks))
    counts = (entry.rows_delivered, entry.rows_staged, entry.rows_quarantined, entry.rows_dropped)
    return Seen(_outcome(entry), frozenset(codes), tuple(text for text in texts if text), counts, entry)


def _outcome(entry: Entry) -> Outcome:
    if entry.status in ("refused", "stopped"):
        return "refused"
    if entry.status == "deferred":
        return "deferred"
    if entry.status == "missing":
        return "missing"
    weights = {remark.weight for remark in entry.remarks}
    found: list[Outcome] = [weight for weight in ("held", "warned", "normalised") if weight in weights]
    if entry.rows_quarantined:
        found.append("quarantined")
    if entry.rows_dropped:
        found.append("normalised")
    return max(found, key=SEVERITY.index, default="accepted")


@dataclass(frozen=True)
class Case:
    """number and name: those of the catalogue (1, "F001"); title: what arrived, in Chinese; outcome and code: what must
    become of it; deliver: puts it before the pipeline and returns what was seen; also: further things that must hold;
    is_slow: takes longer than the default suite allows.
    """

    number: int
    name: str
    title: str
    outcome: Outcome
    code: str | None
    deliver: Callable[[Bench], Seen]
    also: Callable[[Bench, Seen], None] | None = None
    is_slow: bool = False
