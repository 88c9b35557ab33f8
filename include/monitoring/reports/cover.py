"""The first sheet of a township's workbook: the month in counts, how to use the list, what was not assessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from monitoring.reports import words
from monitoring.reports.data import MonthData
from monitoring.reports.deadlines import Deadlines
from monitoring.reports.lines import Check
from monitoring.reports.sheets import row_height
from monitoring.reports.tasks import Task
from monitoring.reports.township import Township
from monitoring.verification.outcomes import Outcome

_HOW = (
    "先看“核查清单”：一户一行，按优先级、村排好。从“先核什么”开始，同一户的问题一次入户一起核，在“办结期限”前办完。",
    "每行都是疑似线索，不是结论。“依据”写明哪个部门、哪份数据、第几行、什么值；有疑问找“责任部门”，由它更正源数据。",
    "核实后填右侧浅黄色各栏：结果从下拉列表选，再写走访人、走访日期。全户结论一致的填“核查清单”；"
    "一户几条结论不同的，户的那一行留空，在“逐条明细”逐条填。",
    "填好后把整个文件交回县里（Excel、WPS、LibreOffice 均可，存为 xlsx）。结论从下月起生效；依据有变的线索会重新提示。",
    "姓名、证件号已遮盖，但仍是个人信息：只用于本乡镇核查，不得外传、不得公示；备注里不写证件号和电话。",
)
_HOW_COUNTY = (
    "本册收录没有落到乡镇的事项：部门数据报送中的问题，以及查不到乡镇的户和人。由县级专班分送责任部门处理。",
    *_HOW[1:],
)
_STATE_ORDER = ("missing", "refused", "stopped", "carried")
_WIDTHS = (20, 8.5, 8.5, 3, 20, 8.5, 8.5, 3, 20, 8.5, 8.5)
_LAST = len(_WIDTHS) - 1
_ABREAST = 3


@dataclass(frozen=True)
class _Counts:
    """A small table: a name and two numbers per row, and their totals, unless these stand elsewhere."""

    title: str
    units: tuple[str, str]
    rows: list[tuple[str, int, int]]
    total: tuple[int, int] | None


def write_cover(
    sheet: Any,
    formats: dict[str, Any],
    book: Township,
    data: MonthData,
    visits: Sequence[Task],
    outcomes: Sequence[Outcome],
) -> None:
    """Fills the sheet: three small tables abreast, then every block under a heading."""
    sheet.hide_gridlines(2)
    sheet.set_print_scale(85)  # as wide as the paper; a sheet fitted to its width would ignore the break below
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, f"{book.name} 防返贫监测核查工作簿", formats["title"])
    sheet.write_string(1, 0, _made(book, data), formats["subtitle"])
    below = _abreast(sheet, formats, 3, _tables(book, visits))
    if book.has_place:
        below = _abreast(sheet, formats, below + 1, _villages(visits))
    below = _lines(sheet, formats, below + 1, "怎么用", _HOW if book.has_place else _HOW_COUNTY, numbered=True)
    sheet.set_h_pagebreaks([below + 1])
    below = _effects(sheet, formats, below + 1, outcomes)
    below = _lines(sheet, formats, below + 1, "本月没有报送和没有评估到的", _gaps(book, data))
    sheet.print_area(0, 0, below, _LAST)


def _made(book: Township, data: MonthData) -> str:
    place = book.name if data.county.isascii() else f"{data.county} · {book.name}"
    day = Deadlines(data).comparison_day
    compared = f"比对日 {day}" if day else "比对日未记录"
    return f"{place} · {words.month(data.period)} · {compared} · 第 {data.version} 版 · 由县防返贫动态监测平台据各部门报送数据生成"


def _tables(book: Township, visits: Sequence[Task]) -> list[_Counts]:
    checks, everything = book.checks, (len(visits), len(book.checks))
    units = ("户" if book.has_place else "项", "条")
    tables = [
        _Counts(
            "待核查 · 按优先级",
            units,
            [
                (name, *_of([one for one in checks if one.priority == int(code)]))
                for code, name in words.PRIORITIES.items()
            ],
            everything,
        ),
        _Counts(
            "待核查 · 按类型",
            units,
            [(name, *_of([one for one in checks if one.family == name])) for name in words.FAMILIES.values()],
            everything,
        ),
    ]
    if book.has_place:
        households = defaultdict(list)
        for line in book.households:
            households[line.status].append(line.people)
        rows = [(name, len(households[name]), sum(households[name])) for name in words.STATUSES.values()]
        total = (len(book.households), sum(line.people for line in book.households))
        tables.append(_Counts("监测对象", ("户", "人"), rows, total))
    return tables


def _of(checks: Sequence[Check]) -> tuple[int, int]:
    """Households and findings; a household may be counted under several families."""
    return len({check.group for check in checks}), len(checks)


def _villages(visits: Sequence[Task]) -> list[_Counts]:
    """To-do by village, the list cut into tables that stand abreast; the last one ends with the totals."""
    counted = Counter(visit.village or "村不详" for visit in visits)
    urgent = Counter(visit.village or "村不详" for visit in visits if visit.priority == 1)
    rows = [(name, counted[name], urgent[name]) for name in sorted(counted)]
    height = -(-len(rows) // _ABREAST)
    parts = [rows[start : start + height] for start in range(0, len(rows), height or 1)]
    total = (len(visits), sum(urgent.values()))
    return [_Counts("待核查 · 按村", ("户", "其中一级"), part, total if part is parts[-1] else None) for part in parts]


def _abreast(sheet: Any, formats: dict[str, Any], top: int, tables: Sequence[_Counts]) -> int:
    step = len(_WIDTHS[: _WIDTHS.index(3) + 1])
    return max((_counts(sheet, formats, top, step * at, table) for at, table in enumerate(tables)), default=top)


def _counts(sheet: Any, formats: dict[str, Any], top: int, left: int, table: _Counts) -> int:
    sheet.write_string(top, left, table.title, formats["heading"])
    for offset, unit in enumerate(table.units, start=1):
        sheet.write_string(top, left + offset, unit, formats["count heading"])
    for row, (name, *counts) in enumerate(table.rows, start=top + 1):
        sheet.write_string(row, left, name, formats["label"])
        for offset, count in enumerate(counts, start=1):
            sheet.write_number(row, left + offset, count, formats["count"])
    bottom = top + len(table.rows) + 1
    if table.total is None:
        return bottom
    sheet.write_string(bottom, left, "合计", formats["sum"])
    for offset, count in enumerate(table.total, start=1):
        sheet.write_number(bottom, left + offset, count, formats["sum count"])
    return bottom + 1


def _heading(sheet: Any, formats: dict[str, Any], row: int, title: str) -> None:
    sheet.merge_range(row, 0, row, _LAST, "", formats["heading"])
    sheet.write_string(row, 0, title, formats["heading"])


def _lines(
    sheet: Any, formats: dict[str, Any], top: int, title: str, lines: Iterable[str], *, numbered: bool = False
) -> int:
    _heading(sheet, formats, top, title)
    row = top
    for row, line in enumerate(lines, start=top + 1):
        text = f"{row - top}. {line}" if numbered else f"· {line}"
        sheet.merge_range(row, 0, row, _LAST, "", formats["text"])
        sheet.write_string(row, 0, text, formats["text"])
        sheet.set_row(row, row_height([text], [sum(_WIDTHS)], least_lines=1))
    return row + 1


def _effects(sheet: Any, formats: dict[str, Any], top: int, outcomes: Sequence[Outcome]) -> int:
    _heading(sheet, formats, top, "核查结果怎么选，选了以后怎样")
    row = top
    for row, outcome in enumerate(outcomes, start=top + 1):
        sheet.write_string(row, 0, outcome.title, formats["sum"])
        sheet.merge_range(row, 1, row, _LAST, "", formats["label"])
        remark = "；备注必填" if outcome.needs_remark else ""
        sheet.write_string(row, 1, outcome.effect + remark, formats["label"])
    return row + 1


def _gaps(book: Township, data: MonthData) -> list[str]:
    """Deliveries that did not come and rules that could not be answered for households of this township."""
    gaps = []
    for state in _STATE_ORDER:
        titles = [
            f"{data.department(row['department'])}《{row['title']}》"
            for row in sorted(data.deliveries, key=lambda row: str(row["dataset"]))
            if row["status"] == state
        ]
        if titles:
            gaps.append(f"{words.DELIVERY_STATES[state]}：{'、'.join(titles)}")
    if not gaps and not book.not_assessed:
        return ["所需数据全部到齐，本乡镇各户的规则全部评估。"]
    gaps = gaps or ["各部门应报的数据全部到齐。"]
    gaps += [f"规则“{rule}”：{count} 户本月未能评估" for rule, count in sorted(book.not_assessed.items())]
    return [*gaps, "没有评估到不等于没有问题：以上内容不能当作“无风险”。"]
