"""Command that hands a published month to analysts as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitoring.layout import Layout
from monitoring.mart_export import export_month
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.warehouse import server

console = Console(highlight=False, soft_wrap=True)


def export(
    period: Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")],
    out: Annotated[Path, typer.Option(help="新的目录 · folder that does not exist yet")],
    purpose: Annotated[str, typer.Option(help="用途，记入查看记录 · what for, kept in the access log")],
) -> None:
    """导出一个已发布的月份：每个视图一个 Parquet，附数据字典 · Write a published month as Parquet with a data dictionary."""
    settings = load_settings()
    done = export_month(server.connect(settings, Layout(settings)), Period.parse(period), out, purpose)
    total = sum(done.rows.values())
    console.print(f"{period} 第 {done.version} 版：{len(done.rows)} 张表 {total:,} 行 → {done.folder}，已记入查看记录")
