"""A backup brought into an empty installation, timed, its published content compared with what it was made from.

While it is made, a month is published again: the backup must be of one state.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from monitoring.backup.bring_back import bring_back
from monitoring.backup.save import save
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import dump, keeper, server
from tests.reliability.bench import Bench


def restored(bench: Bench) -> tuple[bool, float]:
    """Whether every published digest is equal (`bring_back` compares them), and the seconds it took."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as place:
        settings = replace(load_settings(), home=bench.home, inbox=bench.home / "inbox", warehouse_url=None)
        months = [bench.fresh_month(), bench.fresh_month()]
        for month in months:
            bench.publish(month, 2)
        dumping = dump._run

        def publish_meanwhile(*arguments: Any) -> None:
            bench.publish(months[0], 3)
            dumping(*arguments)
            bench.publish(months[1], 1)

        with patch.object(dump, "_run", publish_meanwhile):
            folder = save(settings, bench.layout, Path(place) / "backup", with_keys=False).folder
        empty = replace(settings, home=Path(place) / "home", inbox=Path(place) / "home" / "inbox")
        started = time.monotonic()
        try:
            found = bring_back(empty, Layout(empty), folder)
        finally:
            server.stop(Layout(empty), force=True)
            keeper.drop_lease(Layout(empty).postgres)
        return {str(month) for month in months} <= set(found), time.monotonic() - started
