"""What is known of every finding from month to month: new, still there, back again, verified, or not looked at again.

A second implementation of the memory, from the county's own state; it shares nothing with the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

Finding = tuple[str, str]
HIT, KEPT, ENDED, UNSURE = "hit", "not_reassessed", "ended", "ended|not_reassessed"
OR = "|"
EXCEPTION = "exception"
CONFIRMING = ("included", "helped")
# These look at every risk rule, or at a school year whose aid is due later: they may say nothing next month, and then
# what they found stays open.
_MAY_FALL_SILENT = ("elimination.review_due", "elimination.risk_still_there", "missed.rain_dew", "missed.student_aid")


@dataclass(frozen=True)
class Given:
    """What somebody found on the spot. month: of the finding; until: last month of an exception; rests_on: what the
    finding rested on then, equal as long as the data say the same."""

    outcome: str
    month: int
    rests_on: Hashable
    until: int | None = None

    def makes(self, month: int, rests_on: Hashable) -> str | None:
        """What it makes of the finding in that month; null when the finding stays open."""
        if self.outcome in CONFIRMING:
            return None
        if rests_on != self.rests_on:
            return "reopened"
        if self.outcome == EXCEPTION:
            return "accepted" if month <= (self.until or self.month) else None
        return "dismissed"


class Memory:
    """The findings of one county. statuses() is called once a month, in order."""

    def __init__(self) -> None:
        self._known: dict[Finding, str] = {}
        self._given: dict[Finding, Given] = {}
        self._rests_on: dict[Finding, Hashable] = {}

    def verify(self, finding: Finding, given: Given) -> None:
        """Counts from the next month on."""
        self._given[finding] = given

    def statuses(
        self, month: int, hits: set[Finding], is_kept: Callable[[Finding], bool], rests_on: Mapping[Finding, Hashable]
    ) -> dict[Finding, str]:
        """Of everything found this month or before that has not ended before: its status, several possible ones joined
        by OR. is_kept: whether nothing can be said this month about a finding that was made before."""
        found: dict[Finding, str] = {}
        for finding in hits:
            found[finding] = self._of_hit(finding, month, rests_on.get(finding))
        for finding, known in self._known.items():
            if finding not in hits and known != ENDED:
                found[finding] = self._of_silence(finding, month, known, is_kept=is_kept(finding))
        self._rests_on |= {finding: rests_on.get(finding) for finding in hits}
        for finding, status in found.items():
            self._known[finding] = HIT if finding in hits else _kind(status)
        return found

    def _of_hit(self, finding: Finding, month: int, rests_on: Hashable) -> str:
        given = self._given.get(finding)
        made = given.makes(month, rests_on) if given is not None else None
        if made is not None:
            return made
        known = self._known.get(finding)
        if known is None:
            return "new"
        return {ENDED: "recurred", UNSURE: "persisting|recurred"}.get(known, "persisting")

    def _of_silence(self, finding: Finding, month: int, known: str, *, is_kept: bool) -> str:
        given = self._given.get(finding)
        made = given.makes(month, self._rests_on.get(finding)) if given is not None else None
        kept = "set_aside" if made in ("dismissed", "accepted") else KEPT
        if known == UNSURE:
            return UNSURE
        if is_kept:
            return kept
        return f"{ENDED}|{kept}" if finding[0] in _MAY_FALL_SILENT else ENDED


def _kind(status: str) -> str:
    if OR in status:
        return UNSURE
    return ENDED if status == ENDED else KEPT
