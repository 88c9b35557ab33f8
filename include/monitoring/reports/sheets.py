"""What all workbooks share: how they are opened, print, look and make room. Text stays text: nothing runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from monitoring.period import Period

FONT = "微软雅黑"
_LINE, _MOST_HEIGHT = 15.0, 409.0  # points
_WIDE, _NARROW = 14.6, 7.6  # px a character takes at size 10.5, with a little to spare
_MOST_CHARACTERS = 32_000  # a cell of the format holds 32,767
_ANSWER = {"bg_color": "#FFF9E5", "locked": False}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def opened(target: Path, title: str, period: Period) -> Any:
    """A workbook to write into, closed by `with`; dated by its month, so that the same rows give the same bytes."""
    workbook = xlsxwriter.Workbook(target, _OPTIONS)
    created = dt.datetime(period.year, period.month, 1)  # noqa: DTZ001 - the format knows no zone
    workbook.set_properties({"title": title, "created": created})
    return workbook


def printed(workbook: Any, name: str, header: str, footer: tuple[str, str]) -> Any:
    """A sheet that prints on A4, landscape, as wide as the paper, with page numbers between the two footers."""
    left, right = footer
    sheet = workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f'&C&"{FONT},Bold"&12 {header}')
    sheet.set_footer(f"&L&8{left}&C&8第 &P 页，共 &N 页&R&8 {right}")
    return sheet


def listed(sheet: Any, last_row: int, last_column: int, frozen_columns: int) -> None:
    """Makes a written table one to work with: filter, header and first columns kept in sight and on every page."""
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.freeze_panes(1, frozen_columns)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_zoom(90)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def answerable(sheet: Any) -> None:
    """Protects a sheet but for its unlocked cells; who works with it still filters and makes columns and rows fit.

    Against slips, not against people: there is no password, and what comes back is checked anyway.
    """
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def row_height(values: Sequence[str | int], widths: Sequence[float], least_lines: int = 2) -> float:
    """Room for the longest cell of a row, in points; readers differ in whether they would make room by themselves."""
    lines = max(_line_count(str(value), width) for value, width in zip(values, widths, strict=True))
    return min(max(lines, least_lines) * _LINE + 4, _MOST_HEIGHT)


def write_cell(sheet: Any, row: int, column: int, value: str | int, style: Any) -> None:
    """A number as a number, anything else as text however it begins."""
    if isinstance(value, int):
        sheet.write_number(row, column, value, style)
        return
    text = value if len(value) <= _MOST_CHARACTERS else value[:_MOST_CHARACTERS] + "……（余下部分见监测页面）"
    sheet.write_string(row, column, text, style)


def formats(workbook: Any) -> dict[str, Any]:
    """The styles of the cells by name."""
    base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    cell = {**base, "border": 1, "border_color": "#BFC5CC"}
    styles: dict[str, dict[str, Any]] = {
        "title": {**base, "font_size": 20, "bold": True, "font_color": "#14375E", "text_wrap": False},
        "subtitle": {**base, "font_size": 11, "font_color": "#4A5560", "text_wrap": False},
        "heading": {**base, "font_size": 12, "bold": True, "font_color": "#14375E", "bottom": 2, "text_wrap": False},
        "text": base,
        "note": {**base, "font_color": "#4A5560", "text_wrap": False},
        "good": {**base, "font_size": 14, "bold": True, "font_color": "#1B6B3A"},
        "bad": {**base, "font_size": 14, "bold": True, "font_color": "#A61B1B"},
        "label": cell,
        "count": {**cell, "align": "right", "num_format": "#,##0"},
        "sum": {**cell, "bold": True, "bg_color": "#EEF2F6"},
        "sum count": {**cell, "bold": True, "bg_color": "#EEF2F6", "align": "right", "num_format": "#,##0"},
        "header": {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#14375E", "align": "center"},
        "answer header": {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F5E57", "align": "center"},
        "count heading": {**base, "bold": True, "font_color": "#14375E", "bottom": 2, "align": "right"},
        "answer": {**cell, **_ANSWER, "num_format": "@"},
        "answer choice": {**cell, **_ANSWER, "align": "center", "bold": True},
        "answer day": {**cell, **_ANSWER, "align": "center", "num_format": "yyyy-mm-dd"},
    }
    for shade, colour in (("plain", "#FFFFFF"), ("shaded", "#F3F6F9")):
        filled = {**cell, "bg_color": colour}
        centred = {**filled, "align": "center"}
        styles[shade] = filled
        styles[f"{shade} centre"] = centred
        styles[f"{shade} urgent"] = {**centred, "bold": True, "font_color": "#A61B1B"}
    return {name: workbook.add_format(style) for name, style in styles.items()}


def _line_count(text: str, width: float) -> int:
    room = width * 7 - 6  # a column is so many digits wide, a digit 7 px
    return sum(1 + int(sum(_WIDE if ord(c) > 0x2E7F else _NARROW for c in line) / room) for line in text.split("\n"))
