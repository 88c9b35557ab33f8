"""Compares what was published with the answer key of a simulated county, rule by rule, both ways."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from monitoring.period import Period

Finding = tuple[str, str]


@dataclass(frozen=True)
class RuleScore:
    """Counts of one rule over the scored months; look-alikes are innocent subjects the rule must not find."""

    rule: str
    expected: int
    found: int
    missed: int
    extra: int
    lookalikes: int
    lookalikes_found: int

    @property
    def is_exact(self) -> bool:
        return self.missed == 0 and self.extra == 0 and self.lookalikes_found == 0

    @property
    def precision(self) -> float | None:
        """Share of what was found that is to be found; null when nothing was found."""
        return (self.found - self.extra) / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what is to be found that was found; null when there is nothing to find."""
        return (self.expected - self.missed) / self.expected if self.expected else None


def overall(scores: Iterable[RuleScore]) -> RuleScore:
    """All rules together, each finding counted once."""
    names = [field.name for field in fields(RuleScore) if field.name != "rule"]
    given = list(scores)
    return RuleScore(rule="", **{name: sum(getattr(score, name) for score in given) for name in names})


def read_key(folder: Path, period: Period, name: str) -> set[Finding]:
    """(rule, subject) pairs of one file of the answer key: `expected` or `lookalikes`."""
    with (folder / str(period) / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return {(row["rule"], row["subject_id"]) for row in csv.DictReader(handle)}


def score(
    expected: dict[Period, set[Finding]],
    lookalikes: dict[Period, set[Finding]],
    found: dict[Period, set[Finding]],
) -> list[RuleScore]:
    """One line per rule that was expected or found, sorted by rule."""
    rules = sorted({rule for findings in (*expected.values(), *found.values()) for rule, _ in findings})
    return [_score_rule(rule, expected, lookalikes, found) for rule in rules]


def _score_rule(
    rule: str,
    expected: dict[Period, set[Finding]],
    lookalikes: dict[Period, set[Finding]],
    found: dict[Period, set[Finding]],
) -> RuleScore:
    wanted, hits, innocent = (_of(rule, findings) for findings in (expected, found, lookalikes))
    return RuleScore(
        rule=rule,
        expected=len(wanted),
        found=len(hits),
        missed=len(wanted - hits),
        extra=len(hits - wanted),
        lookalikes=len(innocent),
        lookalikes_found=len(innocent & hits),
    )


def _of(rule: str, findings: dict[Period, set[Finding]]) -> set[tuple[Period, str]]:
    return {(period, subject) for period, pairs in findings.items() for name, subject in pairs if name == rule}


def differences(expected: Iterable[Finding], found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What was missed and what is extra, sorted; for tests and for looking closer at a simulated county."""
    wanted, hits = set(expected), set(found)
    return sorted(wanted - hits), sorted(hits - wanted)
