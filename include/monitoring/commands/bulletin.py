"""An edition of the bulletin of a published month, written anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitoring import published_data
from monitoring.layout import Layout, replacing
from monitoring.period import Period
from monitoring.settings import load_settings

console = Console()


def bulletin(
    period: Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")],
    public: Annotated[
        bool, typer.Option("--public", help="公开版：少数隐去，其余取整 · few hidden, others rounded")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="写到哪个目录（默认当月报告目录）· folder, by default that of the month's reports"),
    ] = None,
) -> None:
    """写出一个月的月报（网页和 PDF）· Write a published month's bulletin: exact, or as it may go outside."""
    from monitoring.reports import fonts
    from monitoring.reports.bulletin import editions

    settings = load_settings()
    layout, when = Layout(settings), Period.parse(period)
    folder = out or layout.reports(when)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in editions.files(published_data.month_data(settings, layout, when), is_public=public):
        with replacing(folder / name) as temporary:
            temporary.write_bytes(content)
        console.print(f"已写入 {folder / name}（{'公开版' if public else '内部版，不得外传'}）", soft_wrap=True)
    if fonts.obstacle():
        console.print(f"[yellow]{fonts.obstacle()}", soft_wrap=True)
