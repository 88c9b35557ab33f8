"""The two sheets people answer in, as writer and reader of the workbook know them: names, headers and keys."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"([0-9]{4}-[0-9]{2})/(f_[0-9a-f]+)/(e_[0-9a-f]+|-)")


@dataclass(frozen=True)
class AnswerSheet:
    """A sheet with answers and the headers of its answer columns; no header stands on both sheets, so that each sheet
    is told by its headers. key holds the marks of the findings a row is about and stands in a hidden column."""

    name: str
    key: str
    outcome: str
    remark: str
    by: str
    day: str

    @property
    def headers(self) -> tuple[str, str, str, str]:
        """What people fill in, in the order of the columns."""
        return self.outcome, self.remark, self.by, self.day


HOUSEHOLDS = AnswerSheet("核查清单", "整户编码（勿改）", "整户核查结果", "整户备注", "走访人", "走访日期")
FINDINGS = AnswerSheet("逐条明细", "单条编码（勿改）", "本条核查结果", "本条备注", "核实人", "核实日期")


@dataclass(frozen=True, order=True)
class Mark:
    """Which finding of which month, on which evidence. evidence_key: "" when the month was published without one."""

    period: str
    finding_id: str
    evidence_key: str

    def __str__(self) -> str:
        return f"{self.period}/{self.finding_id}/{self.evidence_key or '-'}"


def marks_of(text: str) -> tuple[Mark, ...] | None:
    """The marks written in a key cell; null when it holds anything else."""
    found = [_KEY.fullmatch(part) for part in text.split()]
    if not found or None in found:
        return None
    return tuple(Mark(one[1], one[2], one[3].removeprefix("-")) for one in found if one)
