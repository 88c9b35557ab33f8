"""Runs one stage of a month in this process and prints what it cost, imports counted apart (one JSON line)."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable

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


def deliveries(step: Callable[[str, str], dict[str, object]], period: str) -> None:
    for department in steps.department_names():
        for dataset in steps.datasets_of(department):
            try:
                step(dataset, period)
            except DeliveryRefused as refusal:
                print(f"{dataset}: {refusal.code}", file=sys.stderr)


def delivered(step: Callable[[str, str], dict[str, object]], period: str) -> Callable[[], None]:
    return lambda: deliveries(step, period)


def publish(period: str) -> None:
    steps.stage_publication(period)
    steps.audit_publication(period)
    steps.publish(period)


def only_what_landed(step: Callable[[str, str], dict[str, object]]) -> Callable[[str, str], dict[str, object]]:
    def run(dataset: str, period: str) -> dict[str, object]:
        return step(dataset, period) if steps.status(dataset, period) != "missing" else {}

    return run


def main(stage: str, period: str) -> None:
    started = time.perf_counter()
    for module in IMPORTS[stage]:
        importlib.import_module(module)
    imported = time.perf_counter()
    cpu = time.process_time()
    actions: dict[str, Callable[[], object]] = {
        "land": delivered(steps.land, period),
        "standardise": delivered(only_what_landed(steps.standardise), period),
        "validate": delivered(only_what_landed(steps.validate), period),
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
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
