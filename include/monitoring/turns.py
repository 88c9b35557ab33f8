"""One process at a time works on the files of a month: two runs, or one believed dead and its successor, take turns.

The database fences what it holds; files cannot refuse a writer from the past, so it must not be there any more. The lock
is the kernel's and is given back however its process ends; a process that is frozen keeps it until somebody ends it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from monitoring.errors import MonitoringError
from monitoring.layout import Layout
from monitoring.period import Period

WAIT_SECONDS = 1800
_LOOK_SECONDS = 0.2


class MonthBusy(MonitoringError, TimeoutError):
    """Another process works on the month: the same step may succeed later."""

    runbook = "break_a_lease.md"


@contextmanager
def turn(layout: Layout, period: Period, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Waits until no other process works on the month's files, and keeps them for this one.

    Raises MonthBusy, naming the process and its machine, when they do not become free.
    """
    path = layout.home / "tmp" / f"month-{period}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        _wait(lock, period, wait_seconds)
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，主机 {socket.gethostname()}")
        lock.flush()
        yield


def _wait(lock: IO[str], period: Period, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                break
            time.sleep(_LOOK_SECONDS)
        else:
            return
    lock.seek(0)
    raise MonthBusy(f"{period} 一直由另一个进程处理（{lock.read() or '不详'}），等了 {seconds / 60:.0f} 分钟")
