"""Rows of a table that are about nobody: headers printed again, totals, signatures. Told apart, never left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from monitoring.contracts import Contract
from monitoring.readers.delivered import FOOTER, NO_DATA, REPEATED_HEADER, TOTAL, ReaderRemark
from monitoring.readers.headers import Heading, columns_at
from monitoring.readers.wording import plain

_BLANKS = r"[\s\x{a0}\x{3000}]*"
_TOTALS = ("合计", "总计", "共计", "总合计")
_PARTS = ("小计", "累计", "本页小计", "本页合计")
_MAKERS = ("填表", "填报", "制表", "编制", "审核", "复核", "经办", "负责", "单位负责", "主要负责", "联系")
_SHEETS = ("填报", "填表", "制表", "报送", "打印", "导出")
_SIGNATURES = (
    *(f"{maker}人" for maker in _MAKERS),
    *(f"{sheet}{what}" for sheet in _SHEETS for what in ("单位", "日期", "时间")),
    *("制表", "审核", "复核", "分管领导", "主管领导", "签字", "盖章", "联系电话", "日期", "电话"),
)
_NOTES = ("备注", "说明", "注", "注意")
_SUMMED = ("int", "decimal")


def _spaced(words: Sequence[str]) -> str:
    return "|".join(_BLANKS.join(word) for word in words)


# "合计" alone, or followed by what is neither a letter nor a name; a signature ends there or has its colon.
_PATTERN = (
    f"^{_BLANKS}(?:(?:{_spaced(_TOTALS + _PARTS)}){_BLANKS}(?:$|[0-9:：(（])"
    f"|(?:{_spaced(_SIGNATURES)}){_BLANKS}(?:$|[:：(（])|(?:{_spaced(_NOTES)}){_BLANKS}[:：])"
)
_NUMBER = re.compile("[0-9]{6}")
_FOOTER = re.compile(_PATTERN.replace(r"\x{a0}", "\xa0").replace(r"\x{3000}", "\u3000"))


class Sieve:
    """Gives such rows their row_error and empties their cells; of a total the numbers stay, to be compared.

    A footer begins with one of its words, and where other rows name their person or thing it has no long number, unless
    another of these words introduces it.
    """

    def __init__(self, heading: Heading, contract: Contract) -> None:
        columns = columns_at(heading.names, contract)
        named = {id(column): place for place, column in enumerate(columns) if column is not None}
        first = [contract.id_column, *contract.key, *contract.columns]
        places = [named[id(contract.columns[name])] for name in first if name and id(contract.columns[name]) in named]
        self._place = places[0] if places else 0
        self._summed = {place for place, column in enumerate(columns) if column and column.type in _SUMMED}
        self._above = [(_compared(row), *_first(row)) for row in heading.written if any(map(str.strip, row))]
        self._counts: Counter[str] = Counter()
        self._rows = self._last_row = heading.rows

    def sifted(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            found = self._found(batch)
            marked = self._marked(batch, found) if found else batch
            errors = marked.column(1)
            if errors.null_count < len(errors):
                self._counts.update(error for error in errors.to_pylist() if error in NO_DATA)
            self._rows += len(batch)
            self._last_row = max(self._last_row, pc.max(batch.column(0)).as_py() or 0)
            yield marked

    def remarks(self) -> list[ReaderRemark]:
        """How many rows were told apart; complete after the last batch."""
        headers, footers = self._counts[REPEATED_HEADER], self._counts[FOOTER] + self._counts[TOTAL]
        blank = self._last_row - self._rows
        found = []
        if blank:
            found.append(
                ReaderRemark("S020", "normalised", f"数据中间有空行 {blank} 行，已略过", "知悉，无需处理", rows=blank)
            )
        if headers:
            reason = f"表头或标题在数据中间重复 {headers} 行，已略过"
            found.append(ReaderRemark("S018", "warned", reason, "下月导出时不重复表头", rows=headers))
        if footers:
            reason = f"含有合计、填表人等非数据行 {footers} 行，已略过"
            found.append(ReaderRemark("S019", "warned", reason, "下月只报送数据行", rows=footers))
        return found

    def kind(self, cells: Sequence[str | None]) -> str | None:
        """The row_error of one row; None for a row of data. Cells may be fewer or more than the header's."""
        if (row := _compared(cells)) and any(row == above for above, _, _ in self._above):
            return REPEATED_HEADER
        first = next((cell for cell in cells if cell and cell.strip()), "")
        where = (cells[self._place] if self._place < len(cells) else None) or ""
        if not _FOOTER.match(first) or (_NUMBER.search(where) and not _FOOTER.match(where)):
            return None
        return TOTAL if plain(first).startswith(_TOTALS) else FOOTER

    def _found(self, batch: pa.RecordBatch) -> dict[int, str]:
        """Index -> row_error of the rows that are no data. Only rows that may be are looked at one by one."""
        cells = batch.columns[2:]
        maybe = set()
        for _, place, text in self._above:
            same = pc.equal(cells[place], text)
            maybe |= set(pc.indices_nonzero(same).to_pylist() if same.true_count else [])
        where = cells[self._place]
        usual = pc.and_(pc.greater_equal(where, "0"), pc.less(where, "\x7f"))
        if where.null_count or not pc.all(usual).as_py():
            others = pc.indices_nonzero(pc.invert(pc.fill_null(usual, False)))
            first = pc.coalesce(*(column.take(others) for column in cells))
            maybe |= set(others.filter(pc.fill_null(pc.match_substring_regex(first, _PATTERN), False)).to_pylist())
        rows = ((index, [column[index].as_py() for column in cells]) for index in sorted(maybe))
        return {index: kind for index, row in rows if (kind := self.kind(row)) is not None}

    def _marked(self, batch: pa.RecordBatch, found: dict[int, str]) -> pa.RecordBatch:
        kinds = pa.array([found.get(index) for index in range(len(batch))], pa.string())
        is_total = pc.fill_null(pc.equal(kinds, TOTAL), False)
        is_other = pc.and_not(pc.is_valid(kinds), is_total)
        columns = [
            pc.if_else(is_other if place in self._summed else pc.is_valid(kinds), None, column)
            for place, column in enumerate(batch.columns[2:])
        ]
        errors = pc.coalesce(kinds, batch.column(1))
        return pa.RecordBatch.from_arrays([batch.column(0), errors, *columns], schema=batch.schema)


def _compared(cells: Sequence[str | None]) -> list[str]:
    row = [plain(cell or "") for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _first(row: Sequence[str]) -> tuple[int, str]:
    return next((place, text) for place, text in enumerate(row) if text.strip())
