"""Airflow's settings for this project, in one place: `make run`, `make up` and the tests all use these.

For Airflow's own commands in a shell: eval "$(.venv/bin/python bin/airflow_environment.py)", then .venv/bin/airflow …
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def airflow_environment(home: Path, *, port: int = 8080) -> dict[str, str]:
    """Environment variables of an Airflow whose files are all under home (logs: home/logs), on 127.0.0.1:port."""
    airflow_home = home / "airflow"
    base_url = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "AIRFLOW__CORE__XCOM_BACKEND": "guarded_xcom.GuardedXCom",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(airflow_home / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "airflow"),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(port + 713),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(port + 714),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__API__BASE_URL": base_url,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__INSTANCE_NAME": "防止返贫动态监测",
        "AIRFLOW__API__EXPOSE_CONFIG": "False",
        "AIRFLOW__API__EXPOSE_STACKTRACE": "False",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o750",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o640",
        "GX_ANALYTICS_ENABLED": "false",
        "MONITOR_HOME": str(home),
        "PYTHONPATH": f"{PROJECT / 'config'}{os.pathsep}{PROJECT / 'include'}",
    }


def apply(environment: dict[str, str]) -> None:
    """Makes this very process run under these settings; must come before the first import of airflow."""
    Path(environment["AIRFLOW_HOME"]).mkdir(parents=True, exist_ok=True)
    os.environ.update(environment)
    sys.path[:0] = [entry for entry in environment["PYTHONPATH"].split(os.pathsep) if entry not in sys.path]


if __name__ == "__main__":
    from monitoring.settings import load_settings

    for name, value in airflow_environment(load_settings().home).items():
        print(f"export {name}={shlex.quote(value)}")
