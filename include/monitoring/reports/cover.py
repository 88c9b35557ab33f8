"""The first sheet of a township's workbook: the month in counts, how to use the list, what was not assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from monitoring.reports import words
from monitoring.reports.data import MonthData
from monitoring.reports.township import Township

_HOW = (
    "先看“核查清单”：按优先级、村、户排好，同一户的几行底色相同，一次入户可以一起核。",
    "每行都是疑似线索，不是结论。“依据”写明哪个部门、哪份数据、第几行、什么值；“建议核查”写明怎么核、先排除什么情况。",
    "入户或向责任部门核实后，在最后一列“核查结果”选一项；确需更正的，由责任部门更正源数据，下月自动重新比对。",
    "“户名单”列出本乡镇全部监测对象：在册监测、已消除跟踪、疑似新增，以及各户本月未能评估的规则。",
    "姓名、证件号已遮盖，但仍是个人信息：只用于本乡镇核查，不得外传、不得公示。",
)
_HOW_COUNTY = (
    "本册收录没有落到乡镇的事项：部门数据报送中的问题，以及查不到乡镇的户和人。由县级专班分送责任部门处理。",
    *_HOW[1:3],
    "姓名、证件号已遮盖，但仍是个人信息：只用于核查，不得外传、不得公示。",
)
_STATE_ORDER = ("missing", "refused", "stopped", "carried")


def write_cover(sheet: Any, formats: dict[str, Any], book: Township, data: MonthData) -> None:
    """Fills the sheet; four columns wide, every block under a heading."""
    sheet.hide_gridlines(2)
    for column, width in enumerate((24, 14, 6, 24, 14, 6, 24, 14)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    place = book.name if data.county.isascii() else f"{data.county} · {book.name}"
    sheet.write_string(0, 0, f"{book.name} 防返贫监测核查工作簿", formats["title"])
    sheet.write_string(1, 0, f"{place} · {words.month(data.period)} · 第 {data.version} 版", formats["subtitle"])
    priorities = Counter(line.priority for line in book.checks)
    families = Counter(line.family for line in book.checks)
    statuses = Counter(line.status for line in book.households)
    tables = [
        ("待核查事项 · 按优先级", [(name, priorities[int(code)]) for code, name in words.PRIORITIES.items()]),
        ("待核查事项 · 按类型", [(name, families[name]) for name in words.FAMILIES.values()]),
        ("监测对象（户）", [(name, statuses[name]) for name in words.STATUSES.values()]),
    ]
    if not book.has_place:
        tables = tables[:2]
    below = max(_count_table(sheet, formats, 3, 3 * index, *table) for index, table in enumerate(tables))
    if book.has_place and (first := _first(book)):
        below = _lines(sheet, formats, below + 1, "先办", first)
    below = _lines(sheet, formats, below + 1, "怎么用", _HOW if book.has_place else _HOW_COUNTY, numbered=True)
    below = _lines(sheet, formats, below + 1, "本月没有评估到的", _gaps(book, data))
    sheet.print_area(0, 0, below, 7)


def _count_table(
    sheet: Any, formats: dict[str, Any], top: int, left: int, title: str, rows: list[tuple[str, int]]
) -> int:
    sheet.write_string(top, left, title, formats["heading"])
    sheet.write_blank(top, left + 1, None, formats["heading"])
    for index, (name, count) in enumerate(rows, start=top + 1):
        sheet.write_string(index, left, name, formats["label"])
        sheet.write_number(index, left + 1, count, formats["count"])
    bottom = top + len(rows) + 1
    sheet.write_string(bottom, left, "合计", formats["sum"])
    sheet.write_number(bottom, left + 1, sum(count for _, count in rows), formats["sum count"])
    return bottom + 1


def _lines(
    sheet: Any, formats: dict[str, Any], top: int, title: str, lines: Iterable[str], *, numbered: bool = False
) -> int:
    sheet.merge_range(top, 0, top, 7, "", formats["heading"])
    sheet.write_string(top, 0, title, formats["heading"])
    row = top
    for row, line in enumerate(lines, start=top + 1):
        text = f"{row - top}. {line}" if numbered else f"· {line}"
        sheet.merge_range(row, 0, row, 7, "", formats["text"])
        sheet.write_string(row, 0, text, formats["text"])
        sheet.set_row(row, 17 * (1 + len(text) // 66))
    return row + 1


def _first(book: Township) -> list[str]:
    """Where to go first: the villages with the most urgent findings and the most suspected households."""
    urgent = [line.village for line in book.checks if line.priority == 1]
    suspected = [line.village for line in book.households if line.status == words.STATUSES["suspected"]]
    found = (("一级优先的待核查事项", "条", urgent), ("疑似新增、需入户核实是否纳入的", "户", suspected))
    return [f"{what} {len(places)} {unit}：{_most(places)}" for what, unit, places in found if places]


def _most(places: list[str]) -> str:
    counted = sorted(Counter(place or "村不详" for place in places).items(), key=lambda item: (-item[1], item[0]))
    return "、".join(f"{place} {count}" for place, count in counted[:6]) + ("等" if len(counted) > 6 else "")


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
    gaps += [f"规则“{rule}”：{count} 户本月未能评估" for rule, count in sorted(book.not_assessed.items())]
    if not gaps:
        return ["所需数据全部到齐，本乡镇各户的规则全部评估。"]
    return [*gaps, "没有评估到不等于没有问题：以上内容不能当作“无风险”。"]
