"""What every reader returns: delivered headers and record batches of text, whatever the form of the delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import pyarrow as pa

from monitoring.errors import MonitoringError

MAX_COLUMNS = 500
MAX_FIELD = 128 * 1024
_ROWS_PER_BATCH = 50_000

Row = tuple[int, str | None, Sequence[str | None]]

FOOTER, TOTAL, REPEATED_HEADER = "ROW_FOOTER", "ROW_TOTAL", "ROW_REPEATED_HEADER"
NO_DATA = (FOOTER, REPEATED_HEADER, TOTAL)
"""row_error of rows that are about nobody: they are dropped and counted, not quarantined. Of a total the numbers are
kept, so that they can be compared with the rows."""


class Unreadable(MonitoringError):
    """A delivery cannot be read. code, reason and action (Chinese) never hold a value; raw.py adds whose file it is."""

    def __init__(self, code: str, reason: str, action: str) -> None:
        super().__init__(f"【{code}】{reason}。请{action}。")
        self.code = code
        self.reason = reason
        self.action = action


@dataclass(frozen=True)
class ReaderRemark:
    """What a reader noticed and did not refuse; `ledger.Remark` says what weight and rows mean. reason and action
    (Chinese) never hold a value of a row; column and sheet are names as they may be shown."""

    code: str
    weight: Literal["normalised", "warned", "held"]
    reason: str
    action: str
    column: str | None = None
    rows: int = 0
    sheet: str | None = None


@dataclass(frozen=True)
class Delivered:
    """headers: every delivered column in order, "" where it has no name. batches: row_no (position in the file from 1,
    title, header and blank rows counted), row_error (null, or why the row could not be taken apart: its cells are then
    null) and one text column c0, c1, … per header; an empty cell is null. Blank rows are left out. remarks: complete
    only once the batches are used up.
    """

    headers: list[str]
    batches: Iterator[pa.RecordBatch]
    remarks: list[ReaderRemark] = field(default_factory=list)


def schema(columns: Sequence[str]) -> pa.Schema:
    """row_no and row_error, then those columns as text."""
    fixed = [pa.field("row_no", pa.int64(), nullable=False), pa.field("row_error", pa.string())]
    return pa.schema([*fixed, *(pa.field(name, pa.string()) for name in columns)])


def batches(rows: Iterable[Row], width: int) -> Iterator[pa.RecordBatch]:
    """Batches of rows that come one by one as (row_no, row_error, cells); "" becomes null, blank rows are dropped."""
    target = schema([f"c{index}" for index in range(width)])
    waiting = iter(rows)
    while chunk := list(islice(waiting, _ROWS_PER_BATCH)):
        kept = [row for row in chunk if row[1] is not None or not is_blank(row[2])]
        numbers, errors = [row[0] for row in kept], [row[1] for row in kept]
        columns = zip(*(row[2] for row in kept), strict=True) if kept else [()] * width
        cells = [[cell or None for cell in column] for column in columns]
        arrays = [pa.array(values, field.type) for values, field in zip([numbers, errors, *cells], target, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=target)


def is_blank(cells: Iterable[str | None]) -> bool:
    """True when no cell holds anything but white space."""
    return all(not cell or cell.isspace() for cell in cells)
