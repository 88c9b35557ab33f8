"""A data folder that exists only while a file is checked."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings


@contextmanager
def scratch() -> Iterator[Layout]:
    """Every stage works in a folder of its own until the end; its owner alone can read it, and nothing of it stays.

    Nobody is waited for: a file that was saved just now would otherwise count as still being uploaded.
    """
    home = Path(tempfile.mkdtemp(prefix="monitor-check-"))
    wanted = {"MONITOR_HOME": str(home), "MONITOR_INBOX": str(home / "inbox"), "MONITOR_SETTLE_SECONDS": "0"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield Layout(load_settings())
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        shutil.rmtree(home, ignore_errors=True)


def put(path: Path, name: str, contract: Contract, period: Period, layout: Layout) -> Path:
    """Lays a copy of the file where the department would deliver it, under that name; returns its place."""
    target = layout.inbox / str(period) / contract.department / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    return target
