"""Compares what a month remembers with the answer key: the status of every finding, and who came, went or stayed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring.period import Period

ABSENT = "absent"
_ENDED = "ended"
Subject = tuple[str, ...]
Allowed = Mapping[Subject, frozenset[str]]


@dataclass(frozen=True)
class StatusScore:
    """Subjects of one status. expected: the key says so and nothing else; right: so it was published; wrong: published
    with another status, or another was to be published with this one."""

    status: str
    expected: int
    right: int
    wrong: int


@dataclass(frozen=True)
class Month:
    """What one month published. findings: (rule, subject) -> status; households: (household,) -> status;
    changes: (household,) -> entered, left or status_changed."""

    findings: Mapping[Subject, str]
    households: Mapping[Subject, str]
    changes: Mapping[Subject, str]


@dataclass(frozen=True)
class MonthKey:
    """What the key allows of each; before: the households of the month before."""

    findings: Allowed
    households: Allowed
    before: Allowed


def read_month_key(folder: Path, period: Period, *, is_verified: bool) -> MonthKey:
    """is_verified: the verdicts of the key were given."""
    column = "status_verified" if is_verified else "status"
    return MonthKey(
        _read(folder, period, "statuses", ("rule", "subject_id"), column),
        _read(folder, period, "households", ("household_id",), column),
        _read(folder, period.shift(-1), "households", ("household_id",), column),
    )


def read_verdicts(folder: Path, period: Period) -> list[dict[str, str]]:
    """Verdicts to be given after that month: rule, subject_id, outcome, until (empty: none), reason."""
    return _rows(folder, period, "verdicts")


def read_decisions(folder: Path, period: Period) -> list[str]:
    """Datasets whose held delivery may be used."""
    return [row["dataset"] for row in _rows(folder, period, "decisions")]


def score_findings(keys: Sequence[MonthKey], months: Sequence[Month]) -> list[StatusScore]:
    """One line per status of a finding; one that is not published any more has ended."""
    counts = _Counts()
    for key, month in zip(keys, months, strict=True):
        for subject in {*key.findings, *month.findings}:
            counts.add(key.findings.get(subject, frozenset({_ENDED})), month.findings.get(subject, _ENDED))
    return counts.lines()


def score_households(keys: Sequence[MonthKey], months: Sequence[Month]) -> list[StatusScore]:
    """One line per status of a household that is, or should be, a subject."""
    counts = _Counts()
    for key, month in zip(keys, months, strict=True):
        for subject in {*key.households, *month.households}:
            counts.add(_allowed(key.households, subject), month.households.get(subject, ABSENT))
    return counts.lines()


def score_changes(keys: Sequence[MonthKey], months: Sequence[Month]) -> list[StatusScore]:
    """One line per kind of change; a household that the key leaves open is not judged."""
    counts = _Counts()
    for key, month in zip(keys, months, strict=True):
        for subject in {*key.households, *key.before, *month.changes}:
            was, now = _allowed(key.before, subject), _allowed(key.households, subject)
            if len(was) == len(now) == 1:
                counts.add(frozenset({_change(min(was), min(now))}), month.changes.get(subject, _KEPT))
    return [line for line in counts.lines() if line.status != _KEPT]


def broken_sums(keys: Sequence[MonthKey], months: Sequence[Month]) -> list[int]:
    """Places of months in which last month's households, those that entered and those that left do not make this month's.

    The first month of a county has nothing before it.
    """
    broken = []
    before: Mapping[Subject, str] | None = None
    for place, (key, month) in enumerate(zip(keys, months, strict=True)):
        known = before if before is not None else {} if not key.before else None
        moves = Counter(month.changes.values())
        if known is not None and len(known) + moves["entered"] - moves["left"] != len(month.households):
            broken.append(place)
        before = month.households
    return broken


def differing(allowed: Allowed, published: Mapping[Subject, str], nothing: str = _ENDED) -> list[tuple[Hashable, ...]]:
    """(subject, what is allowed, what was published) of every subject that is not as it must be, sorted."""
    return sorted(
        (subject, "|".join(sorted(allowed.get(subject, {nothing}))), published.get(subject, nothing))
        for subject in {*allowed, *published}
        if published.get(subject, nothing) not in allowed.get(subject, {nothing})
    )


_KEPT = "kept"


def _change(was: str, now: str) -> str:
    if was == now:
        return _KEPT
    if was == ABSENT:
        return "entered"
    return "left" if now == ABSENT else "status_changed"


def _allowed(key: Allowed, subject: Subject) -> frozenset[str]:
    return key.get(subject, frozenset({ABSENT}))


class _Counts:
    def __init__(self) -> None:
        self._expected, self._right, self._wrong = Counter[str](), Counter[str](), Counter[str]()

    def add(self, allowed: frozenset[str], published: str) -> None:
        if len(allowed) == 1:
            self._expected[min(allowed)] += 1
        if published not in allowed:
            self._wrong[published] += 1
        elif len(allowed) == 1:
            self._right[published] += 1

    def lines(self) -> list[StatusScore]:
        statuses = sorted({*self._expected, *self._wrong})
        return [StatusScore(s, self._expected[s], self._right[s], self._wrong[s]) for s in statuses]


def _read(
    folder: Path, period: Period, name: str, subject: tuple[str, ...], column: str
) -> dict[Subject, frozenset[str]]:
    return {
        tuple(row[part] for part in subject): frozenset(row[column].split("|")) for row in _rows(folder, period, name)
    }


def _rows(folder: Path, period: Period, name: str) -> list[dict[str, Any]]:
    path = folder / str(period) / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
