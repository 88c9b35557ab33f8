"""A workbook that came back, read like a delivery: through the gate, in the limited process, as text."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from monitoring.contract_parts import Column, Delivery, Example, Owner
from monitoring.contracts import Contract
from monitoring.limits import Limits
from monitoring.readers.child import read_apart
from monitoring.readers.delivered import Unreadable
from monitoring.refusals import Place
from monitoring.verification.form import FINDINGS, HOUSEHOLDS, AnswerSheet, Mark, marks_of

_MOST_MB = 30
_LIMITS = Limits(file_mb=_MOST_MB, unpacked_mb=512, sheets=20)
_LONG_NUMBER = re.compile(r"\d{7}")


@dataclass(frozen=True)
class Answer:
    """One row in which something was filled in; texts as written, "" where nothing stands. place: row of which sheet;
    file: how messages call the workbook."""

    file: str
    sheet: AnswerSheet
    row: int
    marks: tuple[Mark, ...]
    outcome: str
    remark: str
    by: str
    day: str

    def told(self, column: str, reason: str, action: str) -> str:
        """A message about this row that holds none of its values."""
        return f"{self.file}{Place(self.sheet.name, self.row, column)}：{reason}。请{action}。"


def read_filled(path: Path, number: int) -> tuple[list[Answer], list[str]]:
    """Every answered row of both sheets, and what is wrong with the file or with rows of it (Chinese, without values).

    number: which of several files this is, for a name that cannot be shown.
    """
    file = _shown(path, number)
    answers: list[Answer] = []
    problems: list[str] = []
    try:
        if not path.is_file():
            raise Unreadable("F001", "没有这个文件", "核对文件名")
        if path.stat().st_size > _MOST_MB << 20:
            raise Unreadable("F013", f"文件超过 {_MOST_MB} MB", "只保留核查工作簿原有的内容")
        for sheet in (HOUSEHOLDS, FINDINGS):
            for row in _rows(path, sheet):
                found = _answer(file, sheet, *row)
                answers += [found] if isinstance(found, Answer) else []
                problems += [found] if isinstance(found, str) else []
    except Unreadable as problem:
        return [], [f"{file}：{problem.reason}。请{problem.action}。"]
    return answers, problems


def _rows(path: Path, sheet: AnswerSheet) -> Iterator[tuple[int, str | None, list[str]]]:
    """Position in the sheet, why the row could not be read (or null), then key and answers as text."""
    with tempfile.TemporaryDirectory(prefix="monitor-verdicts-") as folder:
        target = Path(folder) / "answers.parquet"
        read_apart(target, path, _promise(sheet))
        table = pq.read_table(target)
    headers = (sheet.key, *sheet.headers)
    columns = [table[name].to_pylist() for name in ("row_no", "row_error", *headers)]
    for row_no, error, *cells in zip(*columns, strict=True):
        yield row_no, error, [(cell or "").strip() for cell in cells]


def _answer(file: str, sheet: AnswerSheet, row: int, error: str | None, cells: list[str]) -> Answer | str | None:
    """The answer; a message when it cannot be read; null when nothing is filled in."""
    key, *filled = cells
    if error is None and not any(filled):
        return None
    marks = marks_of(key)
    answer = Answer(file, sheet, row, marks or (), *filled)
    if error is not None:
        return answer.told("", "该行有合并单元格、公式或错误值", "改为直接填写的文字和日期")
    if marks is None:
        return answer.told(sheet.key, "编码缺失或被改动", "从原工作簿复制这一行的编码，或改填原工作簿")
    return answer


def _promise(sheet: AnswerSheet) -> Contract:
    """What the limited reader needs to know of a sheet: every column is needed, a date is written as 2026-10-21."""
    headers = {"key": sheet.key, "outcome": sheet.outcome, "remark": sheet.remark, "by": sheet.by}
    columns = {name: Column(source=header, type="text", required=True) for name, header in headers.items()}
    columns["day"] = Column(source=sheet.day, type="date", required=True, format="%Y-%m-%d")
    return Contract(
        dataset="townships.verification",
        title="核查工作簿",
        why="What people found on the spot comes back.",
        since="2021-01",
        owner=Owner(department="乡镇", contact="核查"),
        delivery=Delivery(form="xlsx", pattern="{period}.xlsx", due_day=20, limits=_LIMITS),
        roles={},
        key=["key"],
        columns=columns,
        examples=[Example(name="none", given={}, expect={})],
    )


def _shown(path: Path, number: int) -> str:
    """The file's name, unless it may hold somebody's number."""
    name = "".join(filter(str.isprintable, path.name))[:60]
    return f"第 {number} 个文件" if _LONG_NUMBER.search(name) or not name else name
