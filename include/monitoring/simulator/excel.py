"""Excel files whose every cell is text, as the national system exports them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

import xlsxwriter
import xlwt

from monitoring.simulator.forms import Form
from monitoring.simulator.names import COUNTY
from monitoring.simulator.sheet import Sheet

_CREATED = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
_MOST_ROWS = 1_048_576


def write_xlsx(sheet: Sheet, form: Form, path: Path, period: str) -> None:
    """Title rows, one header row (or two, with merged cells), then the rows. Raises ValueError when they do not fit."""
    if len(sheet) + form.title_rows + 2 > _MOST_ROWS:
        raise ValueError(f"{sheet.dataset}: too many rows for one Excel sheet")
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not form.merged, "tmpdir": str(path.parent)})
    book.set_properties({"created": _CREATED})
    page = book.add_worksheet("Sheet1")
    row = _write_titles(page, form, period, len(sheet.columns))
    row = _write_merged_headers(page, sheet, form) if form.merged else _write_row(page, row, list(sheet.columns))
    for values in zip(*(column.to_pylist() for column in sheet.columns.values()), strict=True):
        for column, value in enumerate(values):
            if value is not None:
                page.write_string(row, column, value)
        row += 1
    book.close()


def _write_titles(page: xlsxwriter.worksheet.Worksheet, form: Form, period: str, width: int) -> int:
    titles = [f"{COUNTY}{form.title}", f"数据月份：{period[:4]}年{period[5:]}月    金额单位：元"]
    for row in range(form.title_rows):
        page.merge_range(row, 0, row, width - 1, titles[row])
    return form.title_rows


def _write_row(page: xlsxwriter.worksheet.Worksheet, row: int, texts: list[str]) -> int:
    for column, text in enumerate(texts):
        page.write_string(row, column, text)
    return row + 1


def _write_merged_headers(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, form: Form) -> int:
    above = dict(form.merged)
    column = 0
    for group, members in groupby(sheet.columns, key=lambda header: above.get(header, "")):
        headers = list(members)
        if group:
            page.merge_range(0, column, 0, column + len(headers) - 1, group)
            for offset, header in enumerate(headers):
                page.write_string(1, column + offset, header)
        else:
            for offset, header in enumerate(headers):
                page.merge_range(0, column + offset, 1, column + offset, header)
        column += len(headers)
    return 2


def write_xls(sheet: Sheet, path: Path) -> None:
    """The Excel format of 1997: at most 65,535 rows and no characters beyond the basic plane."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    for column, (header, values) in enumerate(sheet.columns.items()):
        page.write(0, column, header)
        for row, value in enumerate(values.to_pylist(), start=1):
            if value is not None:
                page.write(row, column, value)
    book.save(str(path))
