"""Workbooks, xlsx and xls, read cell by cell so that a number is seen to be a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.readers.cells import text_of
from monitoring.readers.delivered import Delivered, ReaderRemark, Row, Unreadable, batches, is_blank
from monitoring.readers.filling import FillDown
from monitoring.readers.headers import SEARCHED_ROWS, Heading, columns_at, count_known, locate, place_remarks, shown
from monitoring.readers.sheet_flaws import Flaws
from monitoring.readers.sieve import Sieve

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"})
_NAMED = 5
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass
class _Sheet:
    """One sheet: head holds its first rows as they are, texts the same as text, rows the rows below."""

    page: Any
    head: list[list[Any]]
    texts: list[list[str]]
    rows: Iterator[list[Any]]
    heading: Heading

    @property
    def below(self) -> Iterator[list[Any]]:
        return islice(chain(self.head, self.rows), self.heading.rows, None)

    @property
    def has_data(self) -> bool:
        return not all(map(is_blank, self.texts))


def read(path: Path, contract: Contract) -> Delivered:
    """Reads the visible sheet that holds the promised header; the kind of workbook is told by its bytes.

    row_error of a row that needs a mapped cell which is not there: CELL_ERROR (#N/A and the like), FORMULA_NO_VALUE,
    CELL_MERGED (only the first row of a merged cell has its value). Raises Unreadable: F003 damaged, F006 encrypted,
    F019 no sheet, or several without the promised header, F020 the header on several sheets, S024 a column of formulas without values.
    """
    visible, hidden = _sheets(path, contract)
    if not visible:
        raise Unreadable("F019", "没有可见的工作表", "把数据放在第一个工作表")
    with_header = [sheet for sheet in visible if count_known(sheet.heading.names, contract) > 1]
    if len(with_header) > 1:
        raise Unreadable("F020", f"{len(with_header)} 个工作表都含有数据", "合并到一个工作表")
    if not with_header and len(visible) > 1:
        names = "、".join(shown(sheet.page.name, at) for at, sheet in enumerate(visible[:_NAMED]))
        raise Unreadable("F019", f"未找到含约定列名的工作表，现有：{names}", "把数据放在一个工作表，保留表头")
    sheet = (with_header or visible)[0]
    others = [other for other in visible if other is not sheet]
    remarks = [*place_remarks(sheet.texts, sheet.heading, contract), *_unread(others, hidden)]
    sieve, filling = Sieve(sheet.heading, contract), FillDown(sheet.heading, contract)
    flaws = Flaws(path, sheet.page, sheet.heading, contract)

    def read_batches() -> Iterator[pa.RecordBatch]:
        rows = _rows(sheet.below, sheet.heading, contract, flaws)
        width = len(sheet.heading.names)
        yield from filling.filled(sieve.sifted(flaws.noted(batches(rows, width))))
        remarks.extend([*flaws.remarks(), *sieve.remarks(), *filling.remarks()])

    return Delivered(sheet.heading.names, read_batches(), remarks)


def _rows(rows: Iterator[list[Any]], heading: Heading, contract: Contract, flaws: Flaws) -> Iterator[Row]:
    columns = columns_at(heading.names, contract)
    flawed = flaws.errors
    for position, row in enumerate(rows, start=heading.rows + 1):
        error = None if _ERRORS.isdisjoint(row) else _error(row, columns)
        cells = [cell if type(cell) is str else text_of(cell, at) for cell, at in zip(row, columns, strict=True)]
        if position in flawed and error is None and not is_blank(cells):
            error = flawed[position]
        yield position, error, cells


def _unread(others: Sequence[_Sheet], hidden: Sequence[_Sheet]) -> list[ReaderRemark]:
    names = [shown(sheet.page.name, at) for at, sheet in enumerate([*others, *hidden]) if sheet.has_data]
    if not names:
        return []
    reason = f"另有 {len(names)} 个含内容的工作表（含隐藏）未读取：{'、'.join(names[:_NAMED])}"
    return [ReaderRemark("F020", "warned", reason, "下月只保留一个工作表")]


def _error(row: Sequence[Any], columns: Sequence[Column | None]) -> str | None:
    mapped = (cell for cell, column in zip(row, columns, strict=True) if column is not None)
    return None if _ERRORS.isdisjoint(mapped) else "CELL_ERROR"


def _sheets(path: Path, contract: Contract) -> tuple[list[_Sheet], list[_Sheet]]:
    """Visible and hidden sheets in their order."""
    try:
        with path.open("rb") as handle:
            book = calamine.CalamineWorkbook.from_filelike(handle)
        pages = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        shown_pages = [page.name for page in pages if page.visible == calamine.SheetVisibleEnum.Visible]
        hidden_pages = [page.name for page in pages if page.visible != calamine.SheetVisibleEnum.Visible]
        opened = {page.name: _sheet(book.get_sheet_by_name(page.name), contract) for page in pages}
        return [opened[name] for name in shown_pages], [opened[name] for name in hidden_pages]
    except calamine.PasswordError:
        pass
    except calamine.CalamineError:
        if _ENCRYPTED not in path.read_bytes():
            raise Unreadable("F003", "工作簿不完整或已损坏", "重新导出并完整上传") from None
    raise Unreadable("F006", "文件已加密", "去除密码后重新上传")


def _sheet(page: Any, contract: Contract) -> _Sheet:
    rows = page.iter_rows()
    head = list(islice(rows, contract.delivery.title_rows + contract.delivery.header_rows + SEARCHED_ROWS))
    texts = [[text_of(cell, None) for cell in row] for row in head]
    return _Sheet(page, head, texts, rows, locate(texts, contract))
