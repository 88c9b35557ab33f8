"""Airflow's site settings: no task may print what it returns, no process leaves files open or dumps its memory, and task
processes inherit the slow imports."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from monitoring.closed import keep_closed

keep_closed()
logging.getLogger("great_expectations").setLevel(logging.WARNING)

FORKING = ["celery", "worker"] if os.environ.get("AIRFLOW__CORE__EXECUTOR") == "CeleryExecutor" else ["scheduler"]

if sys.argv[1 : 1 + len(FORKING)] == FORKING:
    # Tasks are forks of this process (LocalExecutor: the scheduler): what it imports no task has to import again.
    # Nothing may be opened or started at this point, only imported.
    import duckdb  # noqa: F401
    import great_expectations  # noqa: F401


def task_policy(task: Any) -> None:
    """Applied to every task of every Dag: a return value is stored for the next task, never written to the log."""
    task.show_return_value_in_logs = False
