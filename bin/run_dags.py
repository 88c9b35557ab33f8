"""Runs the real Dags of one or more months in this process, without a scheduler: `bin/run_dags.py 2026-09..2026-10`.

Each month: every department's ingest Dag, then monthly_monitoring. Airflow's own output goes to a file under
MONITOR_HOME/logs; what is printed is one line per Dag. Exit code 1 when a task failed for another reason than a
delivery that was refused or stopped: those are outcomes, counted and published, not failures of the run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.cells import set_cell_size
from rich.console import Console

from airflow_environment import airflow_environment, apply
from monitoring import ledger, steps
from monitoring.contracts import departments, load_contracts
from monitoring.layout import Layout
from monitoring.period import Period, parse_range
from monitoring.settings import load_settings

MONTHLY = "monthly_monitoring"
OTHER = {"missing": "未报送", "refused": "拒收", "stopped": "暂停"}


@dataclass
class Outcome:
    """One Dag run. failed: task instances that ended badly, without those whose delivery was refused or stopped."""

    title: str
    seconds: float
    line: str
    failed: list[str] = field(default_factory=list)


@contextmanager
def output_to(log: Path) -> Iterator[Console]:
    """Everything this process writes goes to the log; the console yielded is the terminal as it was."""
    log.parent.mkdir(parents=True, exist_ok=True)
    terminal = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with log.open("a", encoding="utf-8") as handle:
        for descriptor in (1, 2):
            os.dup2(handle.fileno(), descriptor)
    yield Console(file=terminal, highlight=False, soft_wrap=True)
    terminal.flush()


def load_dags(folder: str) -> dict[str, Any]:
    """Metadata database ready, Dags parsed and stored once; raises SystemExit when a Dag file cannot be imported."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
    from airflow.utils.db import initdb

    initdb()
    DagBundlesManager().sync_bundles_to_db()
    bag = BundleDagBag(dag_folder=folder, bundle_path=Path(folder), bundle_name="dags-folder")
    if bag.import_errors:
        raise SystemExit(f"Dag files cannot be imported: {bag.import_errors}")
    sync_bag_to_db(bag, "dags-folder", None)
    return bag.dags


@contextmanager
def dags_stored_once() -> Iterator[None]:
    """dag.test() parses and stores the whole folder again on every call; while this process runs it cannot change."""
    with patch("airflow.dag_processing.dagbag.BundleDagBag"), patch("airflow.dag_processing.dagbag.sync_bag_to_db"):
        yield


def run_dag(dag: Any, period: Period) -> Outcome:
    """One run of one Dag for that month."""
    started = time.monotonic()
    conf = {"period": str(period)} | ({"wait": False} if dag.dag_id == MONTHLY else {})
    dag.deadline = None  # Airflow 3.3's dag.test() cannot end a run that has one; nobody is to be alarmed here either
    run = dag.test(run_conf=conf)
    seconds = time.monotonic() - started
    instances = sorted(run.get_task_instances(), key=lambda task: (task.start_date is None, task.start_date))
    failed = [task for task in instances if task.state not in ("success", "skipped")]
    if dag.dag_id == MONTHLY:
        line = " · ".join(f"{task.task_id} {task.duration or 0:.1f}" for task in instances)
        return Outcome(MONTHLY, seconds, line, [f"{task.task_id}: {task.state}" for task in failed])
    return _ingest_outcome(dag.dag_id, seconds, period, failed)


def _ingest_outcome(dag_id: str, seconds: float, period: Period, failed: list[Any]) -> Outcome:
    settings = load_settings()
    contracts = departments(load_contracts(settings.contracts))[dag_id.removeprefix("ingest__")]
    entries = [ledger.read(Layout(settings), contract, period) for contract in contracts]
    counts = {status: sum(entry.status == status for entry in entries) for status in ledger.FINAL}
    rows = sum(entry.rows_delivered for entry in entries)
    quarantined = sum(entry.rows_quarantined for entry in entries)
    said = [f"{counts['delivered']}/{len(entries)} 份已报送", f"{rows:,} 行", f"隔离 {quarantined:,} 行"]
    said += [f"{word} {counts[status]} 份" for status, word in OTHER.items() if counts[status]]
    unexpected = [
        f"{contracts[task.map_index].dataset} {task.task_id}: {task.state}"
        for task in failed
        if entries[task.map_index].status not in ("refused", "stopped")
    ]
    title = f"{contracts[0].owner.department} {contracts[0].department}"
    return Outcome(title, seconds, "，".join(said), unexpected)


def run_month(dags: dict[str, Any], period: Period, console: Console) -> list[Outcome]:
    """Every department, then the month; prints one line each as it ends."""
    console.print(f"\n[bold]{period}[/bold]")
    outcomes = []
    for dag_id in [*(f"ingest__{name}" for name in steps.department_names()), MONTHLY]:
        outcome = run_dag(dags[dag_id], period)
        mark = "[red]✗[/red]" if outcome.failed else "[green]✓[/green]"
        console.print(f" {mark} {set_cell_size(outcome.title, 40)} {outcome.seconds:6.1f} s  {outcome.line}")
        for failed in outcome.failed:
            console.print(f"   [red]{failed}[/red]")
        outcomes.append(outcome)
    return outcomes


def main() -> int:
    """Exit code of the whole."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("periods", help="2026-10 or 2026-09..2026-10")
    periods = parse_range(parser.parse_args().periods)
    home = load_settings().home
    environment = airflow_environment(home)
    apply(environment)
    log = home / "logs" / f"run-{periods[0]}-{periods[-1]}.log"
    started = time.monotonic()
    with output_to(log) as console:
        console.print("Starting Airflow …")
        dags = load_dags(environment["AIRFLOW__CORE__DAGS_FOLDER"])
        import great_expectations  # noqa: F401 - once here, or the first department would pay for it

        console.print(f"{len(dags)} Dags ready in {time.monotonic() - started:.1f} s; log: {log}")
        with dags_stored_once():
            outcomes = [outcome for period in periods for outcome in run_month(dags, period, console)]
        failed = sum(bool(outcome.failed) for outcome in outcomes)
        console.print(f"\n{len(outcomes)} Dag runs in {time.monotonic() - started:.1f} s, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
