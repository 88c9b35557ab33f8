"""A simulated county in a folder of its own, and how to run its months."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitoring import steps
from monitoring.errors import DeliveryRefused
from monitoring.period import Period

KEY = "11" * 32


@dataclass(frozen=True)
class County:
    """home: data folder with inbox and answer_key; periods: its months."""

    home: Path
    periods: tuple[Period, ...]

    @property
    def answer_key(self) -> Path:
        return self.home / "answer_key"


@contextmanager
def pointed_at(home: Path, **variables: str) -> Iterator[None]:
    """MONITOR_* variables of one data folder, restored afterwards."""
    wanted = {"MONITOR_HOME": str(home), "MONITOR_PSEUDONYM_KEY": KEY, **variables}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


@contextmanager
def environment(home: Path, **variables: str) -> Iterator[None]:
    """The same, and its database is stopped afterwards."""
    from monitoring.commands import months as commands

    with pointed_at(home, **variables):
        try:
            yield
        finally:
            commands.stop_server()


def run_month(period: Period, departments: list[str] | None = None) -> None:
    """Every stage of a month; deliveries that cannot be used stay out, as they do under the Dags.

    departments: whose deliveries to receive; what the others delivered is taken as it was staged before.
    """
    for department in steps.department_names() if departments is None else departments:
        for dataset in steps.datasets_of(department):
            try:
                steps.ingest(dataset, str(period))
            except DeliveryRefused:
                continue
    publish_month(period)


def publish_month(period: Period) -> None:
    """The stages of a month after its deliveries."""
    for step in steps.MONTH:
        step(str(period))


def copy_of(county: County, home: Path) -> Path:
    """The county's data folder without its database and reports, for a test that changes something."""
    shutil.copytree(county.home, home, ignore=shutil.ignore_patterns("postgres", "reports", "tmp"))
    return home
