"""The township's workbook: cover, work list, households. Text stays text: nothing runs, nothing is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from monitoring.period import Period
from monitoring.reports import sheets, words
from monitoring.reports.cover import write_cover
from monitoring.reports.data import MonthData
from monitoring.reports.lines import Check, Household
from monitoring.reports.township import Township

ANSWERS = ["属实", "不属实", "已整改", "待核实"]
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
    title = f"{book.name} {words.month(data.period)} 防返贫监测核查工作簿"
    with sheets.opened(target, title, period) as workbook:
        formats = sheets.formats(workbook)
        write_cover(_sheet(workbook, book, data, "封面"), formats, book, data)
        lines: Sequence[Check | Household] = book.checks
        sheet = _sheet(workbook, book, data, "核查清单")
        last = _table(sheet, formats, CHECK_COLUMNS, lines, "本册没有需要核查的事项")
        place = len(CHECK_COLUMNS)
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": ANSWERS})
        _table(_sheet(workbook, book, data, "户名单"), formats, HOUSEHOLD_COLUMNS, book.households, "本册没有监测对象")


def _sheet(workbook: Any, book: Township, data: MonthData, name: str) -> Any:
    header = f"{book.name.replace('&', '&&')[:40]} {words.month(data.period)} {name}"
    return sheets.printed(workbook, name, header, ("内部工作资料，不得外传", f"{data.period} 第 {data.version} 版"))


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
        sheet.set_row(index, sheets.row_height(values, [width for _, width, _ in columns]))
        for place, (value, (_, width, _)) in enumerate(zip(values, columns, strict=True), start=1):
            sheets.write_cell(sheet, index, place, value, formats[_format(shade, place, width, line)])
    if not lines:
        sheet.write_string(1, 0, nothing, formats["note"])
    last = max(len(lines), 1)
    sheets.listed(sheet, last, len(columns), 5)
    return last


def _format(shade: str, place: int, width: float, line: Any) -> str:
    if place == 1 and line.priority == 1:
        return f"{shade} urgent"
    return f"{shade} centre" if width <= 10 else shade
