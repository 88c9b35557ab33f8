"""Runs one stage of a month in this process and prints what it cost, imports counted apart (one JSON line)."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat

from monitoring import steps
from monitoring.errors import DeliveryRefused

IMPORTS = {
    "land": ("monitoring.landing", "monitoring.readers.raw"),
    "standardise": ("monitoring.standardise",),
    "validate": ("monitoring.validate", "great_expectations"),
    "join_people": ("monitoring.transform",),
    "assess_rules": ("monitoring.rules",),
    "build_marts": ("monitoring.subjects",),
    "publish": ("monitoring.warehouse.publish",),
    "write_reports": ("monitoring.reports", "monitoring.warehouse.publish"),
}


Step = Callable[[str, str], dict[str, object]]


def one(step: Step, dataset: str, period: str) -> str | None:
    """Runs a step of one delivery unless nothing landed; the code when it cannot be used."""
    if step is not steps.land and steps.status(dataset, period) == "missing":
        return None
    try:
        step(dataset, period)
    except DeliveryRefused as refusal:
        return refusal.code
    return None


def deliveries(step: Step, period: str) -> Callable[[], None]:
    """The step for every dataset, as many at a time as there are cores: so the scheduler runs them too."""

    def run() -> None:
        datasets = [dataset for name in steps.department_names() for dataset in steps.datasets_of(name)]
        with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("fork")) as pool:
            list(pool.map(partial(one, step), datasets, repeat(period)))

    return run


def publish(period: str) -> None:
    steps.stage_publication(period)
    steps.audit_publication(period)
    steps.publish(period)


def peak_mb() -> float:
    """Of the largest process of this stage."""
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) / 1024


def main(stage: str, period: str) -> None:
    started = time.perf_counter()
    for module in IMPORTS[stage]:
        importlib.import_module(module)
    imported = time.perf_counter()
    cpu = time.process_time()
    actions: dict[str, Callable[[], object]] = {
        "land": deliveries(steps.land, period),
        "standardise": deliveries(steps.standardise, period),
        "validate": deliveries(steps.validate, period),
        "join_people": lambda: steps.join_people(period),
        "assess_rules": lambda: steps.assess_rules(period),
        "build_marts": lambda: steps.build_marts(period),
        "publish": lambda: publish(period),
        "write_reports": lambda: steps.write_reports(period),
    }
    actions[stage]()
    print(
        json.dumps(
            {
                "stage": stage,
                "wall": time.perf_counter() - imported,
                "cpu": time.process_time() - cpu,
                "imports": imported - started,
                "peak_mb": peak_mb(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
