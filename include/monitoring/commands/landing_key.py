"""Command about the key under which delivered bytes are kept."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from monitoring import sealing
from monitoring.layout import Layout
from monitoring.settings import load_settings

console = Console(highlight=False, soft_wrap=True)


def reseal(
    new_key: Annotated[bool, typer.Option("--new-key", help="先换一把新密钥 · under a new key")] = False,
) -> None:
    """把保存的原件全部改用最新的密钥加密 · Seal everything that was delivered under the newest key; ends a change of key."""
    done = sealing.reseal(Layout(load_settings()), new_key=new_key)
    console.print(f"原件 {done.kept} 份，其中 {done.changed} 份改用密钥 {done.version} 加密")
