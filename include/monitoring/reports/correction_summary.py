"""The same corrections in a terminal: the verdict, the counts, the first rows, and where the rest is."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitoring.reports.corrections import Corrections

MOST_ROWS = 15
MOST_NOTES = 20


def correction_summary(book: Corrections, workbook: str) -> RenderableType:
    """workbook: where the whole list is."""
    colour = "bold green" if book.is_good else "bold red"
    parts: list[RenderableType] = [
        Text(book.heading, style="bold"),
        Text(book.subtitle),
        Text(f"{'✓' if book.is_good else '✗'} {book.conclusion}", style=colour),
        _fates(book),
    ]
    if book.lines:
        parts.append(_lines(book))
    if book.notes:
        parts.append(_notes(book))
    return Group(*parts, Text(f"完整清单：{workbook}"))


def _fates(book: Corrections) -> Table:
    table = _table("行数", "数据", "结论")
    for title in ("报送", "可用", "需改正", "重复"):
        table.add_column(title, justify="right")
    for fate in book.fates:
        counts = (fate.delivered, fate.usable, fate.to_correct, fate.repeated)
        style = None if fate.is_good else "red"
        table.add_row(Text(fate.title), Text(fate.verdict), *(f"{count:,}" for count in counts), style=style)
    return table


def _lines(book: Corrections) -> Table:
    total = len(book.lines) + book.omitted
    more = f"（共 {total:,} 条，以下为前 {MOST_ROWS} 条）" if total > MOST_ROWS else ""
    has_sheet = any(line.sheet for line in book.lines)
    table = _table(f"需改正的行{more}", "行", *(["工作表"] if has_sheet else []), "列", "原因", "怎么改")
    for line in book.lines[:MOST_ROWS]:
        texts = [*([line.sheet] if has_sheet else []), line.column, line.reason, line.action]
        table.add_row(str(line.row), *map(Text, texts))
    return table


def _notes(book: Corrections) -> Table:
    more = f"（共 {len(book.notes)} 条，以下为前 {MOST_NOTES} 条）" if len(book.notes) > MOST_NOTES else ""
    table = _table(f"文件与列名{more}", "类别", "列", "说明", "怎么办")
    for note in book.notes[:MOST_NOTES]:
        table.add_row(*map(Text, (note.kind, note.column, note.text, note.action)))
    return table


def _table(title: str, *columns: str) -> Table:
    """Columns whose texts are never cut: Chinese has no blanks at which a terminal could break them."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "行" else "left")
    return table
