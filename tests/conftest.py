"""No test touches this machine's own Airflow or data folder: both are a folder of this session, before any import."""

from __future__ import annotations

import sys
import tempfile
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


def pytest_unconfigure(config: pytest.Config) -> None:
    _HOME.cleanup()
