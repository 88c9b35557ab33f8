"""One process at a time works on the files of a month: two runs, or one believed dead and its successor, take turns.

The database fences what it holds; files cannot refuse a writer from the past, so it must not be there any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from monitoring.layout import Layout
from monitoring.locks import WAIT_SECONDS, locked
from monitoring.period import Period


@contextmanager
def turn(layout: Layout, period: Period, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Waits until no other process works on the month's files, and keeps them for this one. Raises Busy."""
    with locked(layout.home / "tmp" / f"month-{period}.lock", str(period), wait_seconds):
        yield
