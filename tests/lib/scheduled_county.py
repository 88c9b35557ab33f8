"""A county of a few departments and rules, so small that a month costs a scheduler little; and what goes wrong in its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from monitoring.period import parse_range
from monitoring.simulator.simulate import simulate
from tests.lib.includes import include_with
from tests.lib.staged import INCLUDE

SEED, RESIDENTS = 7, 1_500
MONTHS = "2026-06..2026-10"
RULES = ("delivery.missing", "delivery.partial", "risk.unsafe_housing", "risk.unsafe_water", "conflict.water")
HOUSING, WATER = "housing.housing_safety", "water.drinking_water"
CONDITIONS = "rural_revitalization.village_construction_households"
MEMBERS = "rural_revitalization.monitored_members"
DATASETS = sorted((HOUSING, WATER, CONDITIONS, MEMBERS, "public_security.residents"))
FILES = {
    HOUSING: "housing/住房安全与危房改造_{}.xlsx",
    WATER: "water/农户饮水安全_{}.xlsx",
    CONDITIONS: "rural_revitalization/（乡村建设）户信息_{}.xlsx",
    MEMBERS: "rural_revitalization/（自定义）监测对象信息_{}.xlsx",
}


def build(home: Path, published_within_seconds: float) -> Path:
    """Deliveries of MONTHS under home/inbox, and the county's configuration, whose folder is returned."""
    simulate(SEED, RESIDENTS, parse_range(MONTHS), home)
    for statement in (home / "inbox").glob("*/*/清单_*.csv"):
        statement.unlink()
    include = include_with(home / "include", RULES)
    (include / "contracts").unlink()
    for name in ("_fields", "_roles", *(dataset.replace(".", "/") for dataset in DATASETS)):
        link = include / "contracts" / f"{name}.yml"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(INCLUDE / "contracts" / f"{name}.yml")
    (include / "reports").symlink_to(INCLUDE / "reports")
    comparison = include / "parameters" / "comparison.yml"
    said = comparison.read_text(encoding="utf-8")
    comparison.unlink()
    head, limit, rest = said.partition("published_within_hours:")
    hours = f"value: {published_within_seconds / 3600:.4f}}}"
    comparison.write_text(head + limit + rest.replace("value: 30}", hours, 1), encoding="utf-8")
    return include


def delivered(home: Path, dataset: str, period: str) -> Path:
    """Where the dataset's file lies."""
    return home / "inbox" / period / FILES[dataset].format(period)


def withhold(home: Path, dataset: str, period: str) -> Path:
    """Takes a delivery out of the inbox; returns where it is kept."""
    kept = home / "inbox" / "withheld" / period / delivered(home, dataset, period).name
    kept.parent.mkdir(parents=True, exist_ok=True)
    return delivered(home, dataset, period).rename(kept)


def without_a_township(path: Path, township: str) -> int:
    """Removes a township's rows from a workbook; returns how many."""
    return _keep_rows(path, lambda row: township not in [cell.value for cell in row])


def half(path: Path) -> int:
    """Removes every other row below the first ten; returns how many."""
    return _keep_rows(path, lambda row: row[0].row < 10 or row[0].row % 2 == 0)


def _keep_rows(path: Path, is_kept: Callable[[Any], bool]) -> int:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    gone = [row[0].row for row in sheet.iter_rows(min_row=4) if not is_kept(row)]
    for number in reversed(gone):
        sheet.delete_rows(number)
    book.save(path)
    return len(gone)


def hand_in(home: Path, dataset: str, period: str) -> None:
    """The department brings what was withheld."""
    place = delivered(home, dataset, period)
    (home / "inbox" / "withheld" / period / place.name).rename(place)


def full_names(home: Path, period: str) -> frozenset[str]:
    """Names of three and more characters in the register."""
    [register] = (home / "inbox" / period / "public_security").glob("户籍人口*")
    with register.open(encoding="gb18030", newline="") as handle:
        return frozenset(name for row in csv.DictReader(handle) if len(name := row["姓名"].strip()) >= 3)
