"""The first sheet of a department's workbook: what became of its deliveries, what to correct and to verify, how to use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from monitoring.reports import sheets
from monitoring.reports.corrections import Corrections, Fate
from monitoring.reports.department_tasks import counted

Column = tuple[str, float, Callable[[Any], str | int]]

FATE_COLUMNS: tuple[Column, ...] = (
    ("数据", 24, lambda fate: fate.title),
    ("文件", 40, lambda fate: fate.file_name),
    ("结论", 24, lambda fate: fate.verdict),
    ("报送（行）", 11, lambda fate: fate.delivered),
    ("可用", 11, lambda fate: fate.usable),
    ("需改正", 11, lambda fate: fate.to_correct),
    ("重复", 11, lambda fate: fate.repeated),
)


def write_summary(sheet: Any, formats: dict[str, Any], book: Corrections) -> None:
    """Fills the sheet, every block under the one before."""
    sheet.hide_gridlines(2)
    for place, (_, width, _) in enumerate(FATE_COLUMNS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, book.heading, formats["title"])
    sheet.write_string(1, 0, book.subtitle, formats["subtitle"])
    sheet.set_row(2, 30)
    sheet.merge_range(2, 0, 2, len(FATE_COLUMNS) - 1, "", formats["good" if book.is_good else "bad"])
    sheet.write_string(2, 0, book.conclusion, formats["good" if book.is_good else "bad"])
    below = _fates(sheet, formats, 4, book.fates)
    if book.reasons:
        below = _reasons(sheet, formats, below + 1, book)
    below = _advice(sheet, formats, below + 1, book.advice) + 1
    if book.tasks:
        below = _tasks(sheet, formats, below + 1, book)
    sheet.print_area(0, 0, below, len(FATE_COLUMNS) - 1)


def _fates(sheet: Any, formats: dict[str, Any], top: int, fates: Sequence[Fate]) -> int:
    for place, (title, _, _) in enumerate(FATE_COLUMNS):
        sheet.write_string(top, place, title, formats["header"])
    widths = [width for _, width, _ in FATE_COLUMNS]
    row = top
    for row, fate in enumerate(fates, start=top + 1):
        values = [value(fate) for _, _, value in FATE_COLUMNS]
        sheet.set_row(row, sheets.row_height(values, widths, least_lines=1))
        for place, value in enumerate(values):
            sheets.write_cell(sheet, row, place, value, formats["count" if isinstance(value, int) else "label"])
    return row + 1


def _reasons(sheet: Any, formats: dict[str, Any], top: int, book: Corrections) -> int:
    sheet.write_string(top, 0, "原因", formats["header"])
    sheet.merge_range(top, 1, top, 2, "怎么改", formats["header"])
    sheet.write_string(top, 3, "行数", formats["header"])
    row = top
    for row, (reason, action, count) in enumerate(book.reasons, start=top + 1):
        sheet.write_string(row, 0, reason, formats["label"])
        sheet.merge_range(row, 1, row, 2, "", formats["label"])
        sheet.write_string(row, 1, action, formats["label"])
        sheet.write_number(row, 3, count, formats["count"])
        sheet.set_row(row, sheets.row_height([reason, action], [24, 64], least_lines=1))
    return row + 1


def _tasks(sheet: Any, formats: dict[str, Any], top: int, book: Corrections) -> int:
    """Findings to verify by rule."""
    sheet.write_string(top, 0, "需核实的线索", formats["header"])
    sheet.merge_range(top, 1, top, 2, "怎么核", formats["header"])
    sheet.write_string(top, 3, "条数", formats["header"])
    sheet.write_string(top, 4, "最早期限", formats["header"])
    row = top
    for row, (rule, action, count, due) in enumerate(counted(book.tasks or ()), start=top + 1):
        sheet.write_string(row, 0, rule, formats["label"])
        sheet.merge_range(row, 1, row, 2, "", formats["label"])
        sheet.write_string(row, 1, action, formats["label"])
        sheet.write_number(row, 3, count, formats["count"])
        sheet.write_string(row, 4, due, formats["plain centre"])
        sheet.set_row(row, sheets.row_height([rule, action], [24, 64], least_lines=1))
    return row + 1


def _advice(sheet: Any, formats: dict[str, Any], top: int, lines: Iterable[str]) -> int:
    last = len(FATE_COLUMNS) - 1
    sheet.merge_range(top, 0, top, last, "", formats["heading"])
    sheet.write_string(top, 0, "怎么用", formats["heading"])
    row = top
    for row, line in enumerate(lines, start=top + 1):
        sheet.merge_range(row, 0, row, last, "", formats["text"])
        sheet.write_string(row, 0, f"{row - top}. {line}", formats["text"])
        sheet.set_row(row, sheets.row_height([line], [126], least_lines=1))
    return row
