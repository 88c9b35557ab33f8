"""How fresh and how correct the published months were, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from monitoring import punctuality
from monitoring.commands.tables import table_of
from monitoring.reports import words
from monitoring.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

console = Console(soft_wrap=True)


def print_punctuality(settings: Settings, engine: Engine) -> None:
    """A row per published month, then all of them together; nothing while nothing is published."""
    from monitoring.warehouse import access

    published = access.query(engine, punctuality.FIRST_PUBLISHED)
    found = punctuality.months(settings, published, access.query(engine, punctuality.CORRECTED_BY))
    if not found:
        return
    table = table_of("月份", "首次发布", "应在此前发布", "按时", "距最后一份报送", "发布后更正", "因谁的报送")
    for one in reversed(found):
        table.add_row(
            words.month(one.period),
            punctuality.moment(one.published_at),
            punctuality.moment(one.due_at),
            "是" if one.is_in_time else "否",
            "—" if one.hours is None else f"{one.hours:.1f} 小时",
            f"{one.corrections} 次",
            "、".join(one.corrected_by) or "—",
        )
    console.print(table)
    total = punctuality.balance(found)
    console.print(
        f"{total.months} 个月中按时发布 {total.in_time} 个月，发布后没有更正 {total.uncorrected} 个月"
        f"（{total.uncorrected / total.months:.0%}）"
    )
