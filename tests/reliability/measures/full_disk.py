"""The database's disk full, with more or less room left."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.disk import can_mount_as_root
from tests.reliability.measures.line import Line
from tests.reliability.small_server import trials_on_a_small_disk


def measure(given: Namespace) -> list[Line]:
    if not can_mount_as_root():
        return [Line("disks that fill up under the database", "not measured: needs root", True)]
    trials = trials_on_a_small_disk()
    refused = [trial for trial in trials if trial.how != "done"]
    held = sum(trial.held for trial in trials)
    said = sum(trial.how == "full" for trial in refused)
    figure = f"{held} / {len(trials)} whole, rerun identical ({said} told, {len(refused) - said} stopped the server)"
    return [Line("disks that fill up under the database", figure, held == len(trials) and said > 0)]
