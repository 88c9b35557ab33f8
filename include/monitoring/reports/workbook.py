"""The township's workbook: cover, work list by household, findings one by one, households.

Text stays text: nothing runs, nothing is computed. Answers can be filled in, everything else is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from monitoring.period import Period
from monitoring.reports import answer_columns, sheets, words
from monitoring.reports.cover import write_cover
from monitoring.reports.data import MonthData
from monitoring.reports.tasks import tasks
from monitoring.reports.township import Township
from monitoring.settings import load_settings
from monitoring.verification.form import FINDINGS, HOUSEHOLDS, AnswerSheet
from monitoring.verification.outcomes import load_outcomes

Column = tuple[str, float, Callable[[Any], str | int]]

TASK_COLUMNS: tuple[Column, ...] = (
    ("优先级", 6.5, lambda line: words.word(words.PRIORITIES, line.priority)),
    ("村", 8.5, lambda line: line.village),
    ("户编号", 12, lambda line: line.household_no),
    ("户主（或本人）", 19, lambda line: line.who),
    ("条数", 5, lambda line: line.count),
    ("发现的问题", 36, lambda line: line.sentences),
    ("依据", 34, lambda line: line.evidence),
    ("先核什么", 21, lambda line: line.first),
    ("责任部门", 10, lambda line: line.departments),
    ("办结期限", 11, lambda line: line.due),
)
CHECK_COLUMNS: tuple[Column, ...] = (
    ("优先级", 6.5, lambda line: words.word(words.PRIORITIES, line.priority)),
    ("村", 8.5, lambda line: line.village),
    ("户编号", 12, lambda line: line.household_no),
    ("对象", 8, lambda line: line.name),
    ("证件号", 20, lambda line: line.work_id),
    ("规则", 14, lambda line: f"{line.rule}\n（{line.family}）"),
    ("级别", 5, lambda line: line.severity),
    ("说明", 28, lambda line: line.sentence),
    ("依据", 32, lambda line: line.evidence),
    ("建议核查", 21, lambda line: line.action),
    ("责任部门", 10, lambda line: line.department),
    ("首次发现", 9, lambda line: line.first_seen),
    ("状态", 9, lambda line: line.state),
    ("办结期限", 11, lambda line: line.due),
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
REVISED = "与上一版比"
REVISED_COLUMNS: tuple[Column, ...] = (
    ("村", 9, lambda line: line.village),
    ("户编号", 18, lambda line: line.household_no),
    ("变动", 6.5, lambda line: line.change),
    ("上一版", 22, lambda line: line.before),
    ("这一版", 22, lambda line: line.now),
    ("不再有的问题", 30, lambda line: line.gone),
    ("新出现的问题", 30, lambda line: line.found),
)
_NOTHING = "本册没有需要核查的事项"


def write_workbook(book: Township, data: MonthData, target: Path) -> None:
    """Writes one township's file; the same rows give the same bytes."""
    period = Period.parse(data.period)
    outcomes = load_outcomes(load_settings().include)
    visits = tasks(book.checks)
    title = f"{book.name} {words.month(data.period)} 防返贫监测核查工作簿"
    with sheets.opened(target, title, period) as workbook:
        formats = sheets.formats(workbook)
        write_cover(_sheet(workbook, book, data, "封面"), formats, book, data, visits, outcomes)
        for form, columns, lines in ((HOUSEHOLDS, TASK_COLUMNS, visits), (FINDINGS, CHECK_COLUMNS, book.checks)):
            sheet = _sheet(workbook, book, data, form.name)
            _table(sheet, formats, columns, lines, _NOTHING, form)
            answer_columns.write(sheet, formats, form, len(columns) + 1, _marks(form, lines), outcomes, period)
        sheet = _sheet(workbook, book, data, "户名单")
        _table(sheet, formats, HOUSEHOLD_COLUMNS, book.households, "本册没有监测对象", None)
        if data.replaced_version:
            sheet = _sheet(workbook, book, data, REVISED)
            _table(sheet, formats, REVISED_COLUMNS, book.revised, f"本册各户与第 {data.replaced_version} 版相同", None)


def _sheet(workbook: Any, book: Township, data: MonthData, name: str) -> Any:
    header = f"{book.name.replace('&', '&&')[:40]} {words.month(data.period)} {name}"
    sheet = sheets.printed(workbook, name, header, ("内部工作资料，不得外传", f"{data.period} 第 {data.version} 版"))
    sheets.answerable(sheet)
    return sheet


def _marks(form: AnswerSheet, lines: Sequence[Any]) -> list[str]:
    return [line.marks if form is HOUSEHOLDS else line.mark for line in lines]


def _table(
    sheet: Any,
    formats: dict[str, Any],
    columns: Sequence[Column],
    lines: Sequence[Any],
    nothing: str,
    form: AnswerSheet | None,
) -> None:
    """A header row, then one row per line; rows of a household share a shade. form: answers follow on the right."""
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
    answers = len(form.headers) if form else 0
    sheets.listed(sheet, max(len(lines), 1), len(columns) + answers, 5)


def _format(shade: str, place: int, width: float, line: Any) -> str:
    if place == 1 and getattr(line, "priority", None) == 1:
        return f"{shade} urgent"
    return f"{shade} centre" if width <= 11 else shade
