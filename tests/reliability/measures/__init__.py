"""What is measured, in the order of the table: one module here per measure, each with `measure(given)`."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module

from tests.reliability.measures.line import Line

__all__ = ["MEASURES", "Line", "measure"]

MEASURES = (
    "killed",
    "steps",
    "crashed",
    "cut",
    "torn",
    "doubled",
    "scheduled",
    "zombies",
    "full_disk",
    "controls",
    "environments",
    "bad_inputs",
    "gates",
    "silent",
    "deadlines",
    "windows",
    "hidden",
    "hidden_over_time",
    "leaks",
    "deployed",
    "forbidden",
    "airflow_access",
    "brought_back",
    "runbooks",
)


def measure(name: str, given: Namespace) -> list[Line]:
    """What the module of that name finds; only what is measured is imported."""
    lines: list[Line] = import_module(f"{__name__}.{name}").measure(given)
    return lines
