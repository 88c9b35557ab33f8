"""The township's workbook: cover, work list, households. Text stays text: nothing runs, nothing is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from monitoring.period import Period
from monitoring.reports import words
from monitoring.reports.cover import write_cover
from monitoring.reports.data import MonthData
from monitoring.reports.lines import Check, Household
from monitoring.reports.township import Township

FONT = "微软雅黑"
ANSWERS = ["属实", "不属实", "已整改", "待核实"]
_LINE, _MOST_HEIGHT = 15.0, 409.0  # points
_WIDE, _NARROW = 14.6, 7.6  # px a character takes at size 10.5, with a little to spare
_MOST_CHARACTERS = 32_000  # a cell of the format holds 32,767
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
Column = tuple[str, float, Callable[[Any], str | int]]

CHECK_COLUMNS: tuple[Column, ...] = (
    ("优先级", 6.5, lambda line: words.word(words.PRIORITIES, line.priority)),
    ("村", 9, lambda line: line.village),
    ("户编号", 18, lambda line: line.household_no),
    ("对象", 8, lambda line: line.name),
    ("证件号", 20, lambda line: line.work_id),
    ("规则", 15, lambda line: f"{line.rule}\n（{line.family}）"),
    ("级别", 5, lambda line: line.severity),
    ("说明", 29, lambda line: line.sentence),
    ("依据", 33, lambda line: line.evidence),
    ("建议核查", 23, lambda line: line.action),
    ("责任部门", 10, lambda line: line.department),
    ("首次发现", 9, lambda line: line.first_seen),
    ("状态", 9, lambda line: line.state),
    ("核查结果", 9, lambda line: ""),
)
HOUSEHOLD_COLUMNS: tuple[Column, ...] = (
    ("优先级", 6.5, lambda line: words.word(words.PRIORITIES, line.priority)),
    ("村", 9, lambda line: line.village),
    ("户编号", 18, lambda line: line.household_no),
    ("户主", 8, lambda line: line.head),
    ("户主证件号", 20, lambda line: line.work_id),
    ("户类型", 8, lambda line: line.kind),
    ("监测状态", 10, lambda line: line.status),
    ("监测类别", 13, lambda line: line.category),
    ("人数", 5, lambda line: line.people),
    ("识别原因", 10, lambda line: line.causes),
    ("本月风险", 20, lambda line: line.risks),
    ("待核查", 6.5, lambda line: line.checks),
    ("帮扶措施", 15, lambda line: line.measures),
    ("联系人", 6.5, lambda line: line.contact),
    ("最近走访", 11, lambda line: line.last_visit),
    ("首次进入", 9, lambda line: line.first_seen),
    ("在册月数", 6, lambda line: line.periods),
    ("与上月比", 11, lambda line: line.change),
    ("未能评估", 20, lambda line: line.not_assessed),
)


def write_workbook(book: Township, data: MonthData, target: Path) -> None:
    """Writes one township's file; the same rows give the same bytes."""
    period = Period.parse(data.period)
    with xlsxwriter.Workbook(target, _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": f"{book.name} {words.month(data.period)} 防返贫监测核查工作簿",
                "created": dt.datetime(period.year, period.month, 1),  # noqa: DTZ001 - the format knows no zone
            }
        )
        formats = _formats(workbook)
        write_cover(_sheet(workbook, book, data, "封面"), formats, book, data)
        lines: Sequence[Check | Household] = book.checks
        sheet = _sheet(workbook, book, data, "核查清单")
        last = _table(sheet, formats, CHECK_COLUMNS, lines, "本册没有需要核查的事项")
        place = len(CHECK_COLUMNS)
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": ANSWERS})
        _table(_sheet(workbook, book, data, "户名单"), formats, HOUSEHOLD_COLUMNS, book.households, "本册没有监测对象")


def _sheet(workbook: Any, book: Township, data: MonthData, name: str) -> Any:
    """A sheet that prints on A4, landscape, as wide as the paper, with page numbers."""
    place = book.name.replace("&", "&&")[:40]
    sheet = workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f'&C&"{FONT},Bold"&12 {place} {words.month(data.period)} {name}')
    sheet.set_footer(f"&L&8内部工作资料，不得外传&C&8第 &P 页，共 &N 页&R&8 {data.period} 第 {data.version} 版")
    return sheet


def _table(sheet: Any, formats: dict[str, Any], columns: Sequence[Column], lines: Sequence[Any], nothing: str) -> int:
    """A header row, then one row per line; rows of a household share a shade. Returns the last row's index."""
    titles = ("序号", *(title for title, _, _ in columns))
    for place, (title, width) in enumerate(zip(titles, (5, *(width for _, width, _ in columns)), strict=True)):
        sheet.write_string(0, place, title, formats["header"])
        sheet.set_column(place, place, width)
    sheet.set_row(0, 32)
    shaded, before = True, None
    for index, line in enumerate(lines, start=1):
        shaded = shaded if line.household_no and line.household_no == before else not shaded
        before = line.household_no
        shade = "shaded" if shaded else "plain"
        sheet.write_number(index, 0, index, formats[f"{shade} centre"])
        values = [value(line) for _, _, value in columns]
        sheet.set_row(index, _height(values, [width for _, width, _ in columns]))
        for place, (value, (_, width, _)) in enumerate(zip(values, columns, strict=True), start=1):
            _cell(sheet, index, place, value, formats[_format(shade, place, width, line)])
    if not lines:
        sheet.write_string(1, 0, nothing, formats["note"])
    last = max(len(lines), 1)
    sheet.autofilter(0, 0, last, len(columns))
    sheet.freeze_panes(1, 5)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last, len(columns))
    sheet.set_zoom(90)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return last


def _format(shade: str, place: int, width: float, line: Any) -> str:
    if place == 1 and line.priority == 1:
        return f"{shade} urgent"
    return f"{shade} centre" if width <= 10 else shade


def _height(values: Sequence[str | int], widths: Sequence[float]) -> float:
    """Room for the longest cell of a row, in points; readers differ in whether they would make room by themselves."""
    lines = max(_line_count(str(value), width) for value, width in zip(values, widths, strict=True))
    return min(max(lines, 2) * _LINE + 4, _MOST_HEIGHT)


def _line_count(text: str, width: float) -> int:
    room = width * 7 - 6  # a column is so many digits wide, a digit 7 px
    return sum(1 + int(sum(_WIDE if ord(c) > 0x2E7F else _NARROW for c in line) / room) for line in text.split("\n"))


def _cell(sheet: Any, row: int, column: int, value: str | int, style: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, style)
        return
    text = value if len(value) <= _MOST_CHARACTERS else value[:_MOST_CHARACTERS] + "……（余下部分见监测页面）"
    sheet.write_string(row, column, text, style)


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    cell = {**base, "border": 1, "border_color": "#BFC5CC"}
    styles: dict[str, dict[str, Any]] = {
        "title": {**base, "font_size": 20, "bold": True, "font_color": "#14375E", "text_wrap": False},
        "subtitle": {**base, "font_size": 11, "font_color": "#4A5560", "text_wrap": False},
        "heading": {**base, "font_size": 12, "bold": True, "font_color": "#14375E", "bottom": 2, "text_wrap": False},
        "text": base,
        "note": {**base, "font_color": "#4A5560", "text_wrap": False},
        "label": cell,
        "count": {**cell, "align": "right", "num_format": "#,##0"},
        "sum": {**cell, "bold": True, "bg_color": "#EEF2F6"},
        "sum count": {**cell, "bold": True, "bg_color": "#EEF2F6", "align": "right", "num_format": "#,##0"},
        "header": {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#14375E", "align": "center"},
    }
    for shade, colour in (("plain", "#FFFFFF"), ("shaded", "#F3F6F9")):
        styles[shade] = {**cell, "bg_color": colour}
        styles[f"{shade} centre"] = {**cell, "bg_color": colour, "align": "center"}
        styles[f"{shade} urgent"] = {
            **cell,
            "bg_color": colour,
            "align": "center",
            "bold": True,
            "font_color": "#A61B1B",
        }
    return {name: workbook.add_format(style) for name, style in styles.items()}
