"""What every Dag file and every Dag must be, whatever it does."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitoring.contracts import departments, load_contracts
from monitoring.settings import load_settings

PROJECT = Path(__file__).resolve().parents[2]
FILES = sorted((PROJECT / "dags").glob("*.py"))
CONTRACTS = departments(load_contracts(load_settings().contracts))
HEAVY = {"great_expectations", "pandas", "duckdb", "pyarrow", "numpy", "plotly", "xlsxwriter", "psycopg"}
ALLOWED = {
    "__future__",
    "airflow",
    "datetime",
    "typing",
    "collections",
    "monitoring",
    "_wiring",
    "_sources",
    "_params",
    "_waiting",
    "_decisions",
    "month_alert",
    "functools",
}


def test_every_department_has_one_dag_and_the_month_has_one(bag: Any) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == {f"ingest__{department}" for department in CONTRACTS} | {"monthly_monitoring", "retention"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_dag_file_only_wires(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 80
    assert ast.get_docstring(ast.parse(source))
    imported = _imports(source)
    assert {module.split(".")[0] for module in imported} <= ALLOWED
    airflow = [module for module in imported if module.startswith("airflow")]
    assert all(module.startswith(("airflow.sdk", "airflow.providers.standard")) for module in airflow)


def test_parsing_the_dags_imports_nothing_slow() -> None:
    code = f"""
import sys
sys.path[:0] = [{str(PROJECT / "dags")!r}, {str(PROJECT / "config")!r}, {str(PROJECT / "include")!r}]
import airflow.sdk
before = set(sys.modules)
import ingest, monthly_monitoring, retention
print(*sorted({{module.split(".")[0] for module in set(sys.modules) - before}}))
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(answer.stdout.split())


def test_each_dag_says_whose_it_is_and_what_it_does(bag: Any) -> None:
    for dag in bag.dags.values():
        department = dag.dag_id.removeprefix("ingest__")
        contracts = CONTRACTS.get(department, [])
        assert dag.tags == ({"ingest", department} if contracts else {"monitoring"})
        assert dag.catchup is False
        assert dag.is_paused_upon_creation is True
        assert dag.max_active_runs == 1
        assert all(contract.title in dag.doc_md and contract.owner.contact in dag.doc_md for contract in contracts)
        owners = {contract.owner.department for contract in contracts} or {"乡村振兴局"}
        assert {task.owner for task in dag.tasks} == owners


def test_each_task_is_bounded_and_retries_only_by_the_policy(bag: Any) -> None:
    for dag in bag.dags.values():
        for task in dag.tasks:
            assert task.retries == 2
            assert task.retry_policy is not None
            assert timedelta(0) < task.execution_timeout <= timedelta(hours=2)
            assert task.show_return_value_in_logs is False


def test_a_dag_is_the_same_every_time_it_is_parsed(bag: Any) -> None:
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.serialization.serialized_objects import DagSerialization

    folder = PROJECT / "dags"
    once, again = (BundleDagBag(str(folder), bundle_path=folder, bundle_name="dags-folder").dags for _ in range(2))
    for dag_id in bag.dags:
        assert DagSerialization.to_dict(once[dag_id]) == DagSerialization.to_dict(again[dag_id])


def _imports(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_a_run_whose_deadline_lies_ahead_can_be_cleared(bag: Any) -> None:
    from airflow.serialization.decoders import decode_deadline_alert
    from airflow.serialization.encoders import encode_deadline_alert

    from monitoring import steps

    [alert] = bag.dags["monthly_monitoring"].deadline
    stored = encode_deadline_alert(alert)
    # What Airflow does with the stored value when a task is cleared; of a stored timedelta it raises TypeError.
    cleared = timedelta(seconds=stored["interval"])
    assert cleared == decode_deadline_alert(stored).interval == timedelta(hours=steps.comparison_hours())
