"""What a month says otherwise than the version people had before it: a line per household, for its township."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, Rows, open_rows

ENTERED, LEFT, CHANGED = "新增", "移出", "变化"


@dataclass(frozen=True, order=True)
class Revised:
    """One household. before, now: its state in words, empty where it was or is not on the list; gone, found: titles of
    findings that only the version before has, or only this one, one per line."""

    township: str
    village: str
    household_no: str
    change: str
    before: str
    now: str
    gone: str
    found: str


@dataclass(frozen=True)
class _State:
    row: Row
    words: str
    findings: set[tuple[str, str]]


def revised(data: MonthData) -> list[Revised]:
    """Households that entered, left, or whose state or findings differ, sorted by place; none for a first version."""
    if not data.replaced_version:
        return []
    titles = {str(row["rule"]): str(row["title"]) for row in data.rule_catalogue}
    before = _states(data.replaced_subjects, open_rows(data.replaced_findings))
    now = _states(data.monitoring_subjects, data.open_findings)
    lines = [_line(before.get(one), now.get(one), titles) for one in sorted(before.keys() | now.keys())]
    return sorted(line for line in lines if line is not None)


def _states(subjects: Rows, findings: Rows) -> dict[str, _State]:
    found: dict[str, set[tuple[str, str]]] = {}
    for row in findings:
        found.setdefault(str(row["household_id"]), set()).add((str(row["rule"]), str(row["subject"])))
    return {
        str(row["household_id"]): _State(row, _in_words(row), found.get(str(row["household_id"]), set()))
        for row in subjects
    }


def _in_words(row: Row) -> str:
    category = words.word(words.CATEGORIES, row["category"] or row["suggested_category"])
    said = (words.word(words.STATUSES, row["status"]), category, words.word(words.PRIORITIES, row["priority"]))
    return " ".join(filter(None, said))


def _line(before: _State | None, now: _State | None, titles: Mapping[str, str]) -> Revised | None:
    known = now or before
    if known is None or (before and now and (before.words, before.findings) == (now.words, now.findings)):
        return None
    old, new = (state.findings if state else set() for state in (before, now))
    return Revised(
        township=str(known.row["township"] or "").strip(),
        village=str(known.row["village"] or ""),
        household_no=str(known.row["household_no"] or ""),
        change=CHANGED if before and now else ENTERED if now else LEFT,
        before=before.words if before else "",
        now=now.words if now else "",
        gone=_titled(old - new, titles),
        found=_titled(new - old, titles),
    )


def _titled(findings: set[tuple[str, str]], titles: Mapping[str, str]) -> str:
    return "\n".join(sorted({titles.get(rule, rule) for rule, _ in findings}))
