"""Commands of who keeps the installation running: examine it, migrate, back up, restore, end a frozen run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.published_data import warehouse
from monitoring.settings import Settings, load_settings

console = Console(highlight=False, soft_wrap=True)
_Month = Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")]


def doctor() -> bool:
    """Prints a line per thing examined; True when nothing is broken."""
    from monitoring.doctor.examine import examine

    lines = examine(*_place())
    for line in lines:
        console.print(f"{line.mark} {line.what}", markup=False)
        if line.action:
            page = f"（docs/runbooks/{line.runbook}）" if line.runbook else ""
            console.print(f"    → {line.action}{page}", markup=False)
    count = {mark: sum(line.mark == mark for line in lines) for mark in "✓!✗"}
    console.print(f"正常 {count['✓']} 项，留意 {count['!']} 项，须处理 {count['✗']} 项")
    return not count["✗"]


def migrate() -> None:
    """Brings the warehouse to the schema of this software, and lets the pages inside Airflow become who they serve."""
    from monitoring.townships import township_names
    from monitoring.warehouse.page_login import prepare

    settings, layout = _place()
    engine = warehouse(settings, layout)
    prepare(engine, township_names(settings.townships, settings.county))
    console.print("仓库已是最新的表结构")


def lease(period: _Month) -> None:
    """谁占用某月 · The database sessions that hold a month; nothing is ended."""
    from monitoring.warehouse.publish import lease as holders

    found = holders(warehouse(*_place()), Period.parse(period))
    for one in found:
        console.print(f"{period} 由会话 {one['pid']} 占用：{one['state']}，已 {one['seconds']} 秒")
    if not found:
        console.print(f"{period} 没有被占用")


def break_lease(period: str, by: str, reason: str) -> None:
    """Ends the database sessions that hold the month, and writes down who did so and why."""
    from monitoring.warehouse.publish import break_lease as end_holders

    if not by.strip() or not reason.strip():
        raise ConfigurationError("决定人和理由不能为空")
    ended = end_holders(warehouse(*_place()), Period.parse(period), f"{by}：{reason}")
    console.print(f"{period}：结束了 {ended} 个占用该月的会话，已记入发布历史" if ended else f"{period} 没有被占用")


def backup(to: Path, with_keys: bool) -> None:
    """Writes a backup folder that `restore` takes."""
    from monitoring.backup.save import save

    settings, layout = _place()
    saved = save(settings, layout, to, with_keys)
    console.print(f"已备份到 {saved.folder}：{saved.files:,} 个文件，{saved.bytes / (1 << 20):,.1f} MB")
    if not with_keys:
        console.print("不含密钥：没有化名密钥的备份不能接续以前的月份，没有原件密钥的打不开原件，请另行保管")


def restore(source: Path) -> None:
    """Brings a backup into an empty data folder and an empty warehouse."""
    from monitoring.backup.bring_back import bring_back

    months = bring_back(*_place(), source)
    console.print(f"已恢复，{len(months)} 个月的发布内容与备份时一致：{'、'.join(months) or '（尚无发布）'}")


def _place() -> tuple[Settings, Layout]:
    settings = load_settings()
    return settings, Layout(settings)
