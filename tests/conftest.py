"""No test touches this machine's own Airflow or data folder: both are a folder of this session, before any import."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "bin"))

from airflow_environment import airflow_environment, apply  # noqa: E402 - found through the line above

_HOME = tempfile.TemporaryDirectory(prefix="monitor-tests-")
apply({**airflow_environment(Path(_HOME.name)), "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side (-n 2 --dist loadgroup) what shares something slow, a county or an Airflow, stays in one process."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder in ("e2e", "dags") else item.path.name))


def pytest_unconfigure(config: pytest.Config) -> None:
    _HOME.cleanup()
