"""Commands about one household or one finding: explain it, record what was found on the spot."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.verdicts import OUTCOMES, Verdict, record

console = Console()


def explain(who: str, period: str, html: Path | None) -> None:
    """Prints why a household is on the list or not; html: also writes the page there."""
    from monitoring.explain import explain as explained
    from monitoring.reports import explanation

    settings = load_settings()
    found = explained(settings, Layout(settings), Period.parse(period), who)
    console.print(explanation.terminal(found))
    if html is not None:
        write_text(html, explanation.page(found))
        console.print(f"已写入 {html}")


def verdict(finding_id: str, period: str, outcome: str, by: str, reason: str, until: str | None) -> None:
    """Keeps a verdict about a published finding; raises ConfigurationError when the month has no such finding."""
    from monitoring.commands.months import query_rows

    rows = query_rows(
        "select evidence_key from findings where period = :period and finding_id = :finding_id",
        {"period": period, "finding_id": finding_id},
    )
    if not rows:
        raise ConfigurationError(f"{period} 没有发布过这个问题")
    codes = {title: code for code, title in OUTCOMES.items()}
    found = Verdict(finding_id, rows[0]["evidence_key"], period, codes.get(outcome, outcome), by, reason, until)
    record(Layout(load_settings()), found)
    console.print(f"已记录：{OUTCOMES[found.outcome]}。从下个月起生效；证据变化时会重新打开。")
