"""The workbook in which a department reads what to correct: summary, rows, findings to verify, remarks on files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from monitoring.reports import sheets
from monitoring.reports.correction_cover import write_summary
from monitoring.reports.corrections import MOST_LINES, Corrections, Line, Note
from monitoring.reports.department_tasks import DepartmentTask

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
TASK_COLUMNS: tuple[Column, ...] = (
    ("办结期限", 11, lambda task: task.due),
    ("级别", 5, lambda task: task.severity),
    ("规则", 17, lambda task: f"{task.rule}\n（{task.family}）"),
    ("乡镇", 9, lambda task: task.township),
    ("本部门的数据", 36, lambda task: task.own),
    ("对方的数据", 36, lambda task: task.other),
    ("怎么核", 28, lambda task: task.action),
    ("状态", 9, lambda task: task.state),
    ("线索编码", 17, lambda task: task.finding_id),
    ("已办√", 6.5, lambda task: ""),
)
_OPTIONAL = ("工作表", "列")
_ANSWERS = ("已改√", "已办√")


def write_corrections(book: Corrections, target: Path) -> None:
    """Writes the file; the same corrections give the same bytes."""
    with sheets.opened(target, book.heading, book.period) as workbook:
        formats = sheets.formats(workbook)
        write_summary(_sheet(workbook, book, "汇总"), formats, book)
        rest = f"只列前 {MOST_LINES:,} 条，另有 {book.omitted:,} 条未列；各原因的总行数见“汇总”" if book.omitted else ""
        _write_table(_sheet(workbook, book, "需改正的行"), formats, LINE_COLUMNS, book.lines, "没有需要改正的行", rest)
        if book.tasks is not None:
            shown = book.tasks[:MOST_LINES]
            rest = f"只列前 {MOST_LINES:,} 条，共 {len(book.tasks):,} 条" if len(shown) < len(book.tasks) else ""
            _write_table(
                _sheet(workbook, book, "需核实的线索"), formats, TASK_COLUMNS, shown, "没有需要核实的线索", rest
            )
        _write_table(_sheet(workbook, book, "文件与列名"), formats, NOTE_COLUMNS, book.notes, "没有需要说明的")


def _sheet(workbook: Any, book: Corrections, name: str) -> Any:
    heading = book.heading.replace("&", "&&")[:60]
    footer = ("内部工作资料，不得外传", "只有行号和原因，没有个人信息")
    sheet = sheets.printed(workbook, name, f"{heading} {name}", footer)
    sheets.answerable(sheet)
    return sheet


def _write_table(
    sheet: Any,
    formats: dict[str, Any],
    columns: Sequence[Column],
    lines: Sequence[Line] | Sequence[Note] | Sequence[DepartmentTask],
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
            style = ("shaded" if shaded else "plain") + (" centre" if widths[place] <= 11 else "")
            is_answer = place > 0 and shown[place - 1][0] in _ANSWERS
            sheets.write_cell(sheet, index, place, value, formats["answer choice" if is_answer else style])
    last = max(len(lines), 1)
    if not lines or rest:
        sheet.write_string(len(lines) + 1, 0, rest or nothing, formats["note"])
        last = len(lines) + 1
    sheets.listed(sheet, last, len(shown), 0)
