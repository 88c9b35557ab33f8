"""Command that asks the published tables."""

from __future__ import annotations

import csv
import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from monitoring.commands.tables import table_of
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import server
from monitoring.warehouse.asking import ask

console = Console()
errors = Console(stderr=True)


def query(
    statement: Annotated[str, typer.Argument(help="一条只读 SQL · read-only SQL on schema mart")],
    as_csv: Annotated[bool, typer.Option("--csv/--table", help="输出 CSV 或表格 · CSV or a table")] = False,
    role: Annotated[
        str, typer.Option("--as", help="角色：analyst、operator、engineer、auditor · whose rights")
    ] = "analyst",
    limit: Annotated[int, typer.Option(min=1, help="最多多少行 · most rows")] = 10_000,
    seconds: Annotated[int, typer.Option(min=1, max=3600, help="最多多少秒 · most seconds")] = 60,
) -> None:
    """查询已发布的数据 · Ask the published tables, read only, with an analyst's rights."""
    settings = load_settings()
    answer = ask(server.connect(settings, Layout(settings)), statement, role=role, limit=limit, seconds=seconds)
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(answer.columns)
        writer.writerows([_text(value) for value in row] for row in answer.rows)
    elif answer.rows:
        table = table_of(*answer.columns)
        for row in answer.rows:
            table.add_row(*map(_text, row))
        console.print(table)
    else:
        console.print("没有数据")
    if answer.is_cut:
        errors.print(f"只输出了前 {limit:,} 行，后面还有；用 --limit 放宽，或缩小范围")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
