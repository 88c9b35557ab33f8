"""Two departments put a list beside their files and say when they delivered: one of them a day late, in turns."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from monitoring.simulator.forms import FORMS
from monitoring.simulator.world import World

RULE = "delivery.late"
# Dataset and the last day on which it is on time.
_DUE = {"housing.housing_safety": 16, "water.drinking_water": 16}


def late(world: World) -> str:
    """The dataset that came late this month."""
    return list(_DUE)[world.month.index % len(_DUE)]


def on_the_last_day(world: World) -> str:
    """The dataset that came on the last day on which it is on time."""
    return list(_DUE)[(world.month.index + 1) % len(_DUE)]


def write_lists(world: World, rows: Mapping[str, int], inbox: Path) -> None:
    """Writes <department>/清单_<period>.csv for this month. rows: how many each dataset's file holds."""
    period = world.month.period
    for dataset, due_day in _DUE.items():
        department = dataset.partition(".")[0]
        day = period.day(due_day + (dataset == late(world)))
        with (inbox / department / f"清单_{period}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(("文件名", "行数", "报送日期"))
            writer.writerow((FORMS[dataset].file_name(str(period)), rows[dataset], day.isoformat()))
