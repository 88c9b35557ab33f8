"""A lock of the kernel on a file: given back however its process ends; waited for, but not for ever.

A process that is frozen keeps it until somebody ends it, so whoever waits says in the end who has it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitoring.errors import MonitoringError

WAIT_SECONDS = 1800
_LOOK_SECONDS = 0.2


class Busy(MonitoringError, TimeoutError):
    """Another process works on it: the same step may succeed later."""

    runbook = "break_a_lease.md"


@contextmanager
def locked(path: Path, what: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Waits until no other process holds that file's lock, and holds it.

    Raises Busy, naming `what` and the process and machine that hold it, when it does not become free.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        _wait(lock, what, wait_seconds)
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，主机 {socket.gethostname()}")
        lock.flush()
        yield


def _wait(lock: IO[str], what: str, seconds: float) -> None:
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
    raise Busy(f"{what} 一直由另一个进程处理（{lock.read() or '不详'}），等了 {seconds / 60:.0f} 分钟")
