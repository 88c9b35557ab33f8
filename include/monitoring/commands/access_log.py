"""Command that looks whether the record of who looked at whom is whole, and writes its end down."""

from __future__ import annotations

import typer
from rich.console import Console

from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.sources.today import today
from monitoring.warehouse import access_chain, server

console = Console(highlight=False, soft_wrap=True)


def access_log() -> None:
    """核对查看记录是否被改动，并记下它的末尾 · Look whether the access log was tampered with; write its end down."""
    settings = load_settings()
    layout = Layout(settings)
    found = access_chain.chain(server.connect(settings, layout))
    faults = found.faults + access_chain.against_anchors(found, layout.access_anchors)
    for fault in faults:
        console.print(f"✗ {fault}")
    if faults:
        console.print("查看记录被改动过：处理见 docs/runbooks/leak.md")
        raise typer.Exit(1)
    access_chain.anchor(found, layout.access_anchors, today())
    console.print(f"✓ 查看记录完整，至第 {found.last_no} 条；末尾 {found.last_hash or '（还没有记录）'}")
