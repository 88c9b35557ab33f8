"""What a sheet's cells do not show: formulas without a value, merged cells, hidden rows, line ends written as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from monitoring.contracts import Contract
from monitoring.readers.delivered import ReaderRemark, Unreadable
from monitoring.readers.headers import Heading, columns_at
from monitoring.readers.sheet_xml import read_marks


class Flaws:
    """errors: position -> row_error of rows in which a mapped cell lacks a value that the sheet shows."""

    def __init__(self, path: Path, page: Any, heading: Heading, contract: Contract) -> None:
        columns = columns_at(heading.names, contract)
        # The reader leaves out empty columns at the left; everybody else counts them.
        left = page.start[1] if page.start else 0
        self._names = heading.names
        marks = read_marks(path, page.name)
        self._hidden = pa.array(sorted(row for row in marks.hidden if row > heading.rows), pa.int64())
        self._hidden_rows = self._line_ends = self._rows = 0
        self._filled: Counter[int] = Counter()
        self._formulas = Counter[int]()
        self.errors: dict[int, str] = {}
        may_fill = [contract.columns[name] for name in contract.delivery.fill_down if name in contract.columns]
        for first_row, first, last_row, last in _vertical(page):
            inside = [place - left for place in range(first, last + 1) if 0 <= place - left < len(columns)]
            if any(columns[place] is not None and columns[place] not in may_fill for place in inside):
                start = max(first_row + 2, heading.rows + 1)
                self.errors |= dict.fromkeys(range(start, last_row + 2), "CELL_MERGED")
        mapped = {place + left: place for place, column in enumerate(columns) if column is not None}
        for code, cells in (("FORMULA_NO_VALUE", marks.formulas), ("CELL_ERROR", marks.errors)):
            for row, places in cells.items():
                lacking = [mapped[place] for place in places if place in mapped]
                if row > heading.rows and lacking:
                    self.errors[row] = code
                    self._formulas.update(lacking if code == "FORMULA_NO_VALUE" else ())

    def noted(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Counts what is in the batches and takes out line ends of other systems. Raises Unreadable S024."""
        for batch in batches:
            if len(self._hidden):
                self._hidden_rows += pc.is_in(batch.column(0), self._hidden).true_count
            self._rows += len(batch)
            for place in self._formulas:
                self._filled[place] += len(batch) - batch.column(place + 2).null_count
            yield self._without_line_ends(batch)
        for place, count in self._formulas.items():
            if not self._filled[place] and count * 2 > self._rows:
                reason = f"列「{self._names[place]}」全是没有计算结果的公式"
                raise Unreadable("S024", reason, "把公式“粘贴为数值”后上传")

    def remarks(self) -> list[ReaderRemark]:
        """Complete after the last batch."""
        found = []
        if self._line_ends:
            reason = f"{self._line_ends} 个单元格含表格软件的换行标记，已去掉"
            found.append(ReaderRemark("LINE_END_MARK", "normalised", reason, "知悉，无需处理", rows=self._line_ends))
        if self._hidden_rows:
            reason = f"有 {self._hidden_rows} 行被隐藏或筛选，已照常读取"
            found.append(ReaderRemark("S023", "warned", reason, "确认隐藏的行也应报送", rows=self._hidden_rows))
        return found

    def _without_line_ends(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = list(batch.columns)
        for place, column in enumerate(columns[2:], start=2):
            count = pc.match_substring(column, "\r").true_count
            if count:
                self._line_ends += count
                columns[place] = pc.replace_substring(column, "\r", "")
        return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _vertical(page: Any) -> Iterator[tuple[int, int, int, int]]:
    """First row and column, last row and column, from 0, of cells merged over several rows."""
    for (first_row, first), (last_row, last) in page.merged_cell_ranges or ():
        if last_row > first_row:
            yield first_row, first, last_row, last
