"""The records of delimited text, streamed: whole rows as they come, damaged ones by their position and code."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from monitoring.contracts import Contract
from monitoring.readers.decoding import HALF, DecodedStream
from monitoring.readers.delivered import FOOTER, MAX_FIELD, TOTAL, ReaderRemark, Unreadable, batches, schema
from monitoring.readers.headers import Heading

_BLOCK_BYTES = 4 << 20
_MAX_LINE_BREAKS = 20
_BLANK = ""
_END_MARK = "\x1a"

Opener = Callable[[], BinaryIO]


def is_quoted(contract: Contract) -> bool:
    """Form "text" has no quoting: there a quotation mark is a character like any other."""
    return contract.delivery.form != "text"


@dataclass
class Records:
    """One pass over the records below the header. damaged: position -> code of records that are no whole rows; kind:
    the code of a record that is no row of data; remarks: complete after the last batch."""

    opener: Opener
    encoding: str
    heading: Heading
    contract: Contract
    kind: Callable[[Sequence[str]], str | None]
    damaged: dict[int, str] = field(default_factory=dict)
    problem: Unreadable | None = None
    remarks: list[ReaderRemark] = field(default_factory=list)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Whole rows in order, then the damaged ones."""
        quoted = is_quoted(self.contract)
        position = first = self.heading.rows + 1
        with self.opener() as source:
            stream = DecodedStream(source, self.encoding)
            for batch in self._parsed(stream):
                positions = self._positions(position, len(batch))
                position = int(positions[-1]) + 1
                _check_sizes(batch)
                if stream.quotes and quoted:
                    _check_line_breaks(batch, positions)
                yield _numbered(batch, positions, has_halves=stream.halves > 0)
        if stream.quotes % 2 and quoted:
            self.problem = self.problem or self._unclosed_quote()
        if self.problem is not None:
            raise self.problem
        if not {"ROW_SHORT", "ROW_LONG"}.isdisjoint(self.damaged.values()) and position == first:
            raise Unreadable("S013", "所有数据行的列数都与表头不同", "检查分隔符，使每行列数与表头一致")
        width = len(self.heading.names)
        empty: list[str | None] = [None] * width
        damaged = sorted(self.damaged.items())
        yield from batches(((number, code, empty) for number, code in damaged if code != _BLANK), width)

    def _parsed(self, stream: DecodedStream) -> Iterator[pa.RecordBatch]:
        try:
            yield from filter(len, self._open(stream))
        except pa.ArrowInvalid:
            long = Unreadable("S016", f"单行超过 {_BLOCK_BYTES >> 20} MB", "检查换行与引号后重新导出")
            raise (self._unclosed_quote() if stream.quotes else None) or long from None

    def _open(self, stream: DecodedStream) -> Any:
        names = [f"c{index}" for index in range(len(self.heading.names))]
        quoted = is_quoted(self.contract)
        return pyarrow.csv.open_csv(
            stream,
            read_options=pyarrow.csv.ReadOptions(
                column_names=names,
                skip_rows_after_names=self.heading.rows,
                block_size=_BLOCK_BYTES,
                use_threads=False,  # with threads the positions of damaged records are not known
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self.contract.delivery.delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=self._note_damaged,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def _note_damaged(self, row: Any) -> str:
        if "\n" in row.text:
            self.problem = self.problem or _unclosed(row.number)
        self.damaged[row.number] = self._code(row)
        return "skip"

    def _code(self, row: Any) -> str:
        if self._is_blank(row.text.replace(_END_MARK, "")):
            if _END_MARK in row.text:
                self.remarks[:] = [
                    ReaderRemark("FILE_END_MARK", "normalised", "文件末尾有结束符（Ctrl-Z），已略过", "知悉，无需处理")
                ]
            return _BLANK
        delimiter = self.contract.delivery.delimiter
        cells = (
            next(csv.reader([row.text], delimiter=delimiter)) if is_quoted(self.contract) else row.text.split(delimiter)
        )
        kind = self.kind(cells)
        if kind is not None:
            return FOOTER if kind == TOTAL else kind  # which column its numbers belong to is not known
        return "ROW_SHORT" if row.actual_columns < row.expected_columns else "ROW_LONG"

    def _is_blank(self, text: str) -> bool:
        cells = text.replace(self.contract.delivery.delimiter, "")
        return not (cells.replace('""', "") if is_quoted(self.contract) else cells).strip()

    def _positions(self, start: int, count: int) -> Any:
        """Positions of the next whole records: damaged ones stand between them."""
        between = [position for position in self.damaged if position >= start]
        if not between:
            return np.arange(start, start + count)
        return np.setdiff1d(np.arange(start, start + count + len(between)), between)[:count]

    def _unclosed_quote(self) -> Unreadable | None:
        """Looks again, slowly, with a reader that minds quotation marks."""
        last = 0
        with self.opener() as source:
            text = io.TextIOWrapper(source, encoding=self.encoding, errors="replace", newline="")
            lines = csv.reader(text, delimiter=self.contract.delivery.delimiter, strict=True)
            try:
                for _ in lines:
                    last = lines.line_num
            except csv.Error:
                return _unclosed(last + 1)
        return None


def _unclosed(line: int) -> Unreadable:
    return Unreadable("S014", f"第 {line} 行起引号未闭合或用法有误", "检查引号后重新导出")


def _check_sizes(batch: pa.RecordBatch) -> None:
    if any((pc.max(pc.binary_length(column)).as_py() or 0) > MAX_FIELD for column in batch.columns):
        raise Unreadable("S016", f"有单元格超过 {MAX_FIELD >> 10} KB", "检查换行与引号后重新导出")


def _check_line_breaks(batch: pa.RecordBatch, positions: Any) -> None:
    # Two stray quotation marks swallow all the records between them into one well-formed field.
    for column in batch.columns:
        breaks = pc.count_substring(column, "\n")
        most = pc.max(breaks)
        if (most.as_py() or 0) > _MAX_LINE_BREAKS:
            raise _unclosed(int(positions[pc.index(breaks, most).as_py()]))


def _numbered(batch: pa.RecordBatch, positions: Any, *, has_halves: bool) -> pa.RecordBatch:
    columns, errors = batch.columns, pa.nulls(len(batch), pa.string())
    if has_halves:
        columns, errors = _without_halves(columns)
    names = batch.schema.names
    whole = pa.RecordBatch.from_arrays([pa.array(positions), errors, *columns], schema=schema(names))
    blank = pc.is_null(errors)
    for column in columns:
        blank = pc.and_(blank, pc.fill_null(pc.utf8_is_space(column), True))
        if not blank.true_count:
            return whole
    return whole.filter(pc.invert(blank))


def _without_halves(columns: list[pa.Array]) -> tuple[list[pa.Array], pa.Array]:
    found = [pc.fill_null(pc.match_substring(column, HALF), False) for column in columns]
    broken = reduce(pc.or_, found)
    errors = pc.if_else(broken, "TEXT_SURROGATE", pa.scalar(None, pa.string()))
    return [pc.if_else(broken, None, column) for column in columns], errors
