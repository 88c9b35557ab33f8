"""No test touches this machine's own Airflow or data folder: both are a folder of this session, before any import."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.badinputs.summary"]

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "bin"))

from airflow_environment import airflow_environment, apply  # noqa: E402 - found through the line above

_HOME = tempfile.TemporaryDirectory(prefix="monitor-tests-")
apply(
    {**airflow_environment(Path(_HOME.name)), "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR", "MONITOR_SETTLE_SECONDS": "0"}
)


# Airflow and Great Expectations fill a process with objects that stay: looking them through again and again took a
# tenth of the time.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _files_need_not_survive_a_power_cut() -> Iterator[None]:
    """Thousands of small files are written and thrown away; waiting for the disk took a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    _HOME.cleanup()
