"""What a department must put right: the rows by their number, the remarks on whole files; never a value of a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from monitoring.period import Period
from monitoring.reports.department_tasks import DepartmentTask

MOST_LINES = 20_000
"""Lines a sheet lists; with more the fault lies in the export, not in single rows."""


@dataclass(frozen=True)
class Fate:
    """One delivery: what became of it and of its rows. verdict: Chinese; is_good: nothing is left to do."""

    title: str
    file_name: str
    verdict: str
    is_good: bool
    delivered: int = 0
    usable: int = 0
    to_correct: int = 0
    repeated: int = 0


@dataclass(frozen=True, order=True)
class Line:
    """One reason on one row. row: its position in the file; column: the delivered header; sheet may be blank."""

    title: str
    file_name: str
    sheet: str
    row: int
    column: str
    reason: str
    action: str
    code: str


@dataclass(frozen=True)
class Note:
    """Something about a whole file or one of its columns. kind: Chinese, what weight it has."""

    title: str
    file_name: str
    kind: str
    column: str
    text: str
    action: str


@dataclass(frozen=True)
class Corrections:
    """All a department is told in one workbook. heading and conclusion: one line each; advice: what to do with it.

    reasons: (reason, action, rows) over all rows, also those beyond MOST_LINES, which `omitted` counts. tasks: findings to
    verify, null where nothing can be said of them.
    """

    heading: str
    subtitle: str
    conclusion: str
    is_good: bool
    period: Period
    fates: tuple[Fate, ...]
    lines: tuple[Line, ...]
    omitted: int
    reasons: tuple[tuple[str, str, int], ...]
    notes: tuple[Note, ...]
    advice: tuple[str, ...]
    tasks: tuple[DepartmentTask, ...] | None = None


def counted(lines: Iterable[Line]) -> tuple[tuple[str, str, int], ...]:
    """(reason, action, rows that carry it), most frequent first; a row may carry several."""
    places: dict[tuple[str, str], set[tuple[str, str, int]]] = defaultdict(set)
    for line in lines:
        places[line.reason, line.action].add((line.title, line.file_name, line.row))
    found = [(reason, action, len(rows)) for (reason, action), rows in places.items()]
    return tuple(sorted(found, key=lambda entry: (-entry[2], entry[0])))
