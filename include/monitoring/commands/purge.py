"""Command that removes what is past its window, after it has shown what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from monitoring.commands.tables import table_of
from monitoring.layout import Layout
from monitoring.published_data import warehouse
from monitoring.retention.plan import Expired, plan
from monitoring.retention.purge import purge, record
from monitoring.retention.windows import load_retention
from monitoring.settings import load_settings
from monitoring.sources.today import today

console = Console(highlight=False, soft_wrap=True)
_SHOWN = 6


def purge_expired(
    as_of: Annotated[str | None, typer.Option(help="按哪一天计算，如 2026-12-01，默认今天 · day to count from")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
) -> None:
    """清除超过保留期限的数据：先列出，同意后才删 · Remove what is past its window; shows the plan first."""
    try:
        day = dt.date.fromisoformat(as_of) if as_of else today()
    except ValueError:
        raise typer.BadParameter("YYYY-MM-DD") from None
    settings = load_settings()
    layout = Layout(settings)
    engine = warehouse(settings, layout)
    found = plan(settings, layout, engine, day)
    if not found:
        console.print(f"{day}：没有超过保留期限的数据")
        return
    titles = {name: window.title for name, window in load_retention(settings.include).stores.items()}
    console.print(_table(found, titles))
    if not (yes or typer.confirm("清除以上数据？不能撤销")):
        raise typer.Exit(1)
    removed = purge(settings, layout, engine, day, today())
    console.print(f"已清除 {len(removed)} 项，记录在 {record(layout, day)}")


def _table(found: list[Expired], titles: dict[str, str]) -> Table:
    table = table_of("数据", "月份", "项", "大小")
    by_store: dict[str, list[Expired]] = defaultdict(list)
    for one in found:
        by_store[one.store].append(one)
    for store, ones in by_store.items():
        months = sorted({one.month for one in ones} - {""})
        shown = "、".join(months[:_SHOWN]) + (f" 等 {len(months)} 个月" if len(months) > _SHOWN else "")
        size = (
            ""
            if store in ("versions", "access_log", "added_up")
            else f"{sum(one.size for one in ones) / (1 << 20):,.1f} MB"
        )
        count = ones[0].size if store == "access_log" else len(ones)
        table.add_row(titles[store], shown or "—", f"{count:,}", size)
    return table
