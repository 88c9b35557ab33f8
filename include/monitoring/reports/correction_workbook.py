"""The workbook in which a department reads what to correct: summary, rows, remarks on files and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from monitoring.reports import sheets
from monitoring.reports.corrections import MOST_LINES, Corrections, Fate, Line, Note

Column = tuple[str, float, Callable[[Any], str | int]]

LINE_COLUMNS: tuple[Column, ...] = (
    ("数据", 17, lambda line: line.title),
    ("文件", 26, lambda line: line.file_name),
    ("工作表", 12, lambda line: line.sheet),
    ("行", 7, lambda line: line.row),
    ("列", 18, lambda line: line.column),
    ("原因", 30, lambda line: line.reason),
    ("怎么改", 30, lambda line: line.action),
    ("代码", 16, lambda line: line.code),
    ("已改√", 6.5, lambda line: ""),
)
NOTE_COLUMNS: tuple[Column, ...] = (
    ("类别", 13, lambda note: note.kind),
    ("数据", 17, lambda note: note.title),
    ("文件", 26, lambda note: note.file_name),
    ("列", 18, lambda note: note.column),
    ("说明", 55, lambda note: note.text),
    ("怎么办", 34, lambda note: note.action),
)
FATE_COLUMNS: tuple[Column, ...] = (
    ("数据", 24, lambda fate: fate.title),
    ("文件", 40, lambda fate: fate.file_name),
    ("结论", 24, lambda fate: fate.verdict),
    ("报送（行）", 11, lambda fate: fate.delivered),
    ("可用", 11, lambda fate: fate.usable),
    ("需改正", 11, lambda fate: fate.to_correct),
    ("重复", 11, lambda fate: fate.repeated),
)
_OPTIONAL = ("工作表", "列")


def write_corrections(book: Corrections, target: Path) -> None:
    """Writes the file; the same corrections give the same bytes."""
    with sheets.opened(target, book.heading, book.period) as workbook:
        formats = sheets.formats(workbook)
        _write_summary(_sheet(workbook, book, "汇总"), formats, book)
        rest = f"只列前 {MOST_LINES:,} 条，另有 {book.omitted:,} 条未列；各原因的总行数见“汇总”" if book.omitted else ""
        _write_table(_sheet(workbook, book, "需改正的行"), formats, LINE_COLUMNS, book.lines, "没有需要改正的行", rest)
        _write_table(_sheet(workbook, book, "文件与列名"), formats, NOTE_COLUMNS, book.notes, "没有需要说明的")


def _sheet(workbook: Any, book: Corrections, name: str) -> Any:
    heading = book.heading.replace("&", "&&")[:60]
    footer = ("内部工作资料，不得外传", "只有行号和原因，没有个人信息")
    return sheets.printed(workbook, name, f"{heading} {name}", footer)


def _write_summary(sheet: Any, formats: dict[str, Any], book: Corrections) -> None:
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
    below = _advice(sheet, formats, below + 1, book.advice)
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


def _write_table(
    sheet: Any,
    formats: dict[str, Any],
    columns: Sequence[Column],
    lines: Sequence[Line] | Sequence[Note],
    nothing: str,
    rest: str = "",
) -> None:
    """A header row, then one row per line; rows of the file that stand in several lines share a shade."""
    shown = [column for column in columns if column[0] not in _OPTIONAL or any(column[2](line) for line in lines)]
    widths = [5.0, *(width for _, width, _ in shown)]
    for place, (title, width) in enumerate(zip(("序号", *(title for title, _, _ in shown)), widths, strict=True)):
        sheet.write_string(0, place, title, formats["header"])
        sheet.set_column(place, place, width)
    sheet.set_row(0, 24)
    shaded, before = True, None
    for index, line in enumerate(lines, start=1):
        place_in_file = (line.title, line.file_name, line.row) if isinstance(line, Line) else None
        shaded = shaded if place_in_file and place_in_file == before else not shaded
        before = place_in_file
        values: list[str | int] = [index, *(value(line) for _, _, value in shown)]
        sheet.set_row(index, sheets.row_height(values, widths, least_lines=1))
        for place, value in enumerate(values):
            style = ("shaded" if shaded else "plain") + (" centre" if widths[place] <= 10 else "")
            sheets.write_cell(sheet, index, place, value, formats[style])
    last = max(len(lines), 1)
    if not lines or rest:
        sheet.write_string(len(lines) + 1, 0, rest or nothing, formats["note"])
        last = len(lines) + 1
    sheets.listed(sheet, last, len(shown), 0)
