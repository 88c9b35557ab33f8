"""The project's Dags as Airflow sees them, and a way to run one with stand-ins for the steps of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitoring import steps

DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="session")
def bag() -> Any:
    """Every Dag of the project, parsed as Airflow parses them and stored as dag.test() wants them."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
    from airflow.utils.db import initdb

    initdb()
    DagBundlesManager().sync_bundles_to_db()
    found = BundleDagBag(dag_folder=str(DAGS), bundle_path=DAGS, bundle_name="dags-folder")
    sync_bag_to_db(found, "dags-folder", None)
    return found


@dataclass
class Steps:
    """Stand-ins for the steps: remembers the calls; outcomes: (step, first argument) -> what it returns or raises;
    datasets: what arrived(), unfinished(), missing() and held() name."""

    outcomes: dict[tuple[str, str], Any] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    datasets: dict[str, list[str]] = field(default_factory=dict)

    def stand_in(self, name: str) -> Callable[..., dict[str, Any]]:
        def step(*arguments: str) -> dict[str, Any]:
            self.calls.append((name, *arguments))
            outcome = self.outcomes.get((name, arguments[0]), {"status": "delivered"})
            if isinstance(outcome, Exception):
                raise outcome
            return dict(outcome)

        return step


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Replaces every step the Dags call."""
    stand_ins = Steps()
    for name in ("land", "standardise", "validate", *(step.__name__ for step in steps.MONTH)):
        monkeypatch.setattr(steps, name, stand_ins.stand_in(name))
    for name in ("arrived", "unfinished", "missing", "held"):
        monkeypatch.setattr(steps, name, lambda period, name=name: stand_ins.datasets.get(name, []))
    return stand_ins


@pytest.fixture
def run(
    bag: Any, pipeline: Steps, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[str, dict[tuple[str, int], str]]]:
    """Runs a Dag for a month; returns the run's state and the state of each of its task instances."""

    def run_dag(dag_id: str, **conf: Any) -> tuple[str, dict[tuple[str, int], str]]:
        monkeypatch.setattr(bag.dags[dag_id], "deadline", None)  # as in bin/run_dags.py
        outcome = bag.dags[dag_id].test(run_conf=conf)
        states = {(task.task_id, task.map_index): str(task.state) for task in outcome.get_task_instances()}
        return str(outcome.state), states

    return run_dag
