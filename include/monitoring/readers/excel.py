"""Workbooks, xlsx and xls, read cell by cell so that a number is seen to be a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.readers.cells import text_of
from monitoring.readers.delivered import Delivered, Row, Unreadable, batches
from monitoring.readers.headers import SEARCHED_ROWS, Heading, columns_at, count_known, locate

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(path: Path, contract: Contract) -> Delivered:
    """Reads the visible sheet that holds the promised header; the kind of workbook is told by its bytes.

    A row with an error value (#N/A and the like) in a mapped column gets row_error CELL_ERROR. Raises Unreadable:
    F003 damaged, F006 encrypted, F019 no sheet, F020 the header on several sheets.
    """
    found: list[tuple[Heading, list[list[Any]], Iterator[list[Any]]]] = []
    for sheet in _sheets(path):
        rows = sheet.iter_rows()
        head = list(islice(rows, contract.delivery.title_rows + contract.delivery.header_rows + SEARCHED_ROWS))
        texts = [[text_of(cell, None) for cell in row] for row in head]
        found.append((locate(texts, contract), head, rows))
    if not found:
        raise Unreadable("F019", "没有可见的工作表", "把数据放在第一个工作表")
    with_header = [item for item in found if count_known(item[0].names, contract) > 1]
    if len(with_header) > 1:
        raise Unreadable("F020", f"{len(with_header)} 个工作表都含有数据", "合并到一个工作表")
    heading, head, rows = (with_header or found)[0]
    below = islice(chain(head, rows), heading.rows, None)
    return Delivered(heading.names, batches(_rows(below, heading, contract), len(heading.names)))


def _rows(rows: Iterator[list[Any]], heading: Heading, contract: Contract) -> Iterator[Row]:
    columns = columns_at(heading.names, contract)
    for position, row in enumerate(rows, start=heading.rows + 1):
        error = None if _ERRORS.isdisjoint(row) else _error(row, columns)
        cells = [cell if type(cell) is str else text_of(cell, at) for cell, at in zip(row, columns, strict=True)]
        yield position, error, cells


def _error(row: Sequence[Any], columns: Sequence[Column | None]) -> str | None:
    mapped = (cell for cell, column in zip(row, columns, strict=True) if column is not None)
    return None if _ERRORS.isdisjoint(mapped) else "CELL_ERROR"


def _sheets(path: Path) -> list[Any]:
    try:
        with path.open("rb") as handle:
            book = calamine.CalamineWorkbook.from_filelike(handle)
        return [book.get_sheet_by_name(sheet.name) for sheet in book.sheets_metadata if _is_visible(sheet)]
    except calamine.PasswordError:
        pass
    except calamine.CalamineError:
        if _ENCRYPTED not in path.read_bytes():
            raise Unreadable("F003", "工作簿不完整或已损坏", "重新导出并完整上传") from None
    raise Unreadable("F006", "文件已加密", "去除密码后重新上传")


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet)
