"""Tables as every command prints them."""

from __future__ import annotations

from rich.table import Column, Table


def table_of(*headers: str, title: str | None = None) -> Table:
    """An empty table whose cells are folded where the line is too narrow, never cut: a name cut off is no name."""
    return Table(*(Column(header, overflow="fold") for header in headers), title=title)
