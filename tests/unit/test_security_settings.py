"""Settings a security officer signs: what Airflow shows, who logs in, what processes leave behind."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from monitoring.engines.duckdb import DuckDB
from monitoring.warehouse import roles

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text(encoding="utf-8"))
EVERYWHERE = {
    "AIRFLOW__API__EXPOSE_CONFIG": "False",
    "AIRFLOW__API__EXPOSE_STACKTRACE": "False",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__XCOM_BACKEND": "guarded_xcom.GuardedXCom",
    "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o750",
    "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o640",
    "GX_ANALYTICS_ENABLED": "false",
}
PRODUCTION = {
    "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
    "AIRFLOW__LOGGING__TASK_LOGS_TO_STDOUT": "False",
    "AIRFLOW__OPENLINEAGE__DISABLED": "${OPENLINEAGE_DISABLED:-True}",
    "AIRFLOW__METRICS__STATSD_ON": "${STATSD_ON:-False}",
}


def _own(tmp_path: Path) -> dict[str, str]:
    found = runpy.run_path(str(PROJECT / "bin" / "airflow_environment.py"))["airflow_environment"](tmp_path)
    return dict(found)


@pytest.mark.parametrize("name", EVERYWHERE)
def test_production_and_trial_show_nothing_of_themselves(name: str, tmp_path: Path) -> None:
    assert COMPOSE["x-environment"][name] == EVERYWHERE[name]
    assert _own(tmp_path)[name] == EVERYWHERE[name]


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_has_real_logins_and_tells_nobody_outside(name: str) -> None:
    assert COMPOSE["x-environment"][name] == PRODUCTION[name]


def test_airflow_accepts_the_permissions_and_the_names_exist() -> None:
    """A misspelt variable would be ignored without a word."""
    from airflow.configuration import conf

    for name in [*EVERYWHERE, *PRODUCTION]:
        # Two are read by providers, without an entry in the list of options.
        if name.startswith("AIRFLOW__") and not name.endswith(("OPENLINEAGE__DISABLED", "TASK_LOGS_TO_STDOUT")):
            _, section, key = name.lower().split("__")
            assert conf.has_option(section, key), name


def test_a_process_of_airflow_leaves_no_file_open_and_no_core() -> None:
    code = (
        f"import os, resource, runpy; runpy.run_path({str(PROJECT / 'config' / 'airflow_local_settings.py')!r});"
        "print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0o77 (0, 0)"


def test_a_command_leaves_no_file_open(tmp_path: Path) -> None:
    code = (
        "import os, resource, sys; sys.argv = ['monitor', '--help']\n"
        "from monitoring.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0o77 (0, 0)"


def test_no_task_writes_what_it_returns_to_its_log() -> None:
    settings = runpy.run_path(str(PROJECT / "config" / "airflow_local_settings.py"))
    task = SimpleNamespace(show_return_value_in_logs=True)
    settings["task_policy"](task)
    assert task.show_return_value_in_logs is False


def test_what_the_engine_spills_is_its_own_and_goes(tmp_path: Path) -> None:
    with DuckDB(tmp_path, "test"):
        (spill,) = (tmp_path / "tmp").glob("duckdb-*")
        assert spill.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "tmp").glob("duckdb-*")) == []


def test_the_database_of_a_deployment_closes_what_the_private_one_closes() -> None:
    script = (PROJECT / "deploy" / "warehouse_login.sh").read_text(encoding="utf-8")
    pattern = roles.CLOSED.split("proname ~ '")[1].split("'")[0]
    assert pattern in script
    assert "revoke connect, temporary on database monitor from public" in script
    assert "createrole password" in script
    assert "superuser" not in script.replace("no superuser", "")
