"""What a township does household by household: the findings of one, as one visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.reports import words
from monitoring.reports.lines import Check

# As much as a row of a sheet can be high.
_MOST_SHOWN, _MOST_CHARACTERS, _MOST_EVIDENCE = 6, 350, 12
_SEVERITIES = tuple(words.SEVERITIES.values())


@dataclass(frozen=True)
class Task:
    """One household (or, without one, one subject of a finding); text ready to print except the numbers.

    sentences and evidence: numbered alike, most severe first; marks: of all its findings, also those not shown.
    """

    priority: int
    village: str
    household_no: str
    who: str
    count: int
    sentences: str
    evidence: str
    first: str
    departments: str
    due: str
    marks: str


def tasks(checks: Sequence[Check]) -> list[Task]:
    """One per household, in the order of the checks."""
    grouped: dict[str, list[Check]] = {}
    for check in checks:
        grouped.setdefault(check.group, []).append(check)
    return [_task(found) for found in grouped.values()]


def _task(checks: Sequence[Check]) -> Task:
    """The order of checks within a severity stays."""
    found = sorted(checks, key=_severity)
    most, shown = found[0], _fitting(found)
    more = len(found) - len(shown)
    rest = [f"……另有 {more} 条，见“逐条明细”"] if more else []
    return Task(
        priority=most.priority,
        village=most.village,
        household_no=most.household_no,
        who=most.head or "\n".join(part for part in (most.name, most.work_id) if part),
        count=len(found),
        sentences="\n".join([*_numbered([_sentence(check) for check in shown]), *rest]),
        evidence="\n".join(_numbered([_evidence(check, _MOST_EVIDENCE // len(shown)) for check in shown])),
        first=most.action,
        departments="、".join(dict.fromkeys(check.department for check in found if check.department)),
        due=most.due,
        marks=" ".join(check.mark for check in found),
    )


def _fitting(checks: Sequence[Check]) -> Sequence[Check]:
    """The first ones, at least one."""
    length = 0
    for number, check in enumerate(checks):
        length += len(_sentence(check))
        if number and (number == _MOST_SHOWN or length > _MOST_CHARACTERS):
            return checks[:number]
    return checks


def _evidence(check: Check, most: int) -> str:
    lines = check.brief.split("\n") if check.brief else ["（没有记录可指）"]
    return "\n".join(lines if len(lines) <= most else [*lines[:most], "……其余见“逐条明细”"])


def _severity(check: Check) -> int:
    return _SEVERITIES.index(check.severity) if check.severity in _SEVERITIES else len(_SEVERITIES)


def _sentence(check: Check) -> str:
    who = f"{check.name}：" if check.is_personal and check.name else ""
    return f"（{check.severity}）{who}{check.sentence}"


def _numbered(texts: Sequence[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
