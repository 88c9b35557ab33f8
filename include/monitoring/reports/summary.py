"""The month in a terminal: what came, what was held back, who is on the list, what to check, where to look."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitoring.reports import delivery_figures, figures, rule_figures, words
from monitoring.reports.data import MonthData


def month_summary(data: MonthData, folder: str | None = None, lacking: str | None = None) -> RenderableType:
    """Tables for the end of a run; folder, when given, is named as the place of the reports; lacking: what could not be
    written, and why. Counts only."""
    states = figures.states(data.deliveries, "status", words.DELIVERY_STATES)
    delivered, staged, held, dropped = delivery_figures.row_counts(data.deliveries)
    rows = [("报送行数", delivered), ("入库", staged), ("隔离", held), ("重复剔除", dropped)]
    families = [(title, sum(counts.values())) for title, counts in figures.families(data.findings)]
    subjects = [(str(row[0]), int(row[1])) for row in figures.households(data).rows]
    gaps = [rule for rule in rule_figures.rules(data) if rule.not_assessed]
    tables = [
        _counts("数据报送（份）", states),
        _counts("行数", rows, total=False),
        _counts("监测对象（户）", subjects),
        _counts("待核查事项（条）", families),
    ]
    parts: list[RenderableType] = [
        Text(f"防返贫动态监测 {words.month(data.period)} 第 {data.version} 版", style="bold"),
        Columns(tables, padding=(0, 2)),
    ]
    for row in delivery_figures.absent(data):
        state = words.word(words.DELIVERY_STATES, row["status"])
        parts.append(Text(f"{state}：{data.department(row['department'])}《{row['title']}》", style="yellow"))
    if gaps:
        total = sum(rule.not_assessed for rule in gaps)
        parts.append(Text(f"{len(gaps)} 条规则共 {total:,} 个对象没有评估到（不等于没有风险），原因见月报“各规则”"))
    if folder is not None:
        parts.append(Text(f"报告：{folder}（先打开 月报_{data.period}.html；各乡镇核查清单在 工作簿/）"))
    if lacking is not None:
        parts.append(Text(lacking, style="yellow"))
    return Group(*parts)


def _counts(title: str, lines: list[tuple[str, int]], *, total: bool = True) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, show_footer=False)
    table.add_column(justify="left", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, count in lines:
        table.add_row(name, f"{count:,}")
    if total:
        table.add_section()
        table.add_row("合计", f"{sum(count for _, count in lines):,}")
    return table
