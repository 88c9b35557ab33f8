"""A small county in a data folder: few datasets, few rules, two months, so that a page costs seconds."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitoring.period import parse_range
from monitoring.simulator.simulate import simulate
from tests.lib.includes import include_with
from tests.lib.staged import INCLUDE
from tests.runbooks.typist import Typist

FIRST, MONTH = "2026-09", "2026-10"
DATASETS = (
    "civil_affairs.dibao",
    "education.students",
    "health.serious_illness",
    "public_security.residents",
    "rural_revitalization.monitored_members",
    "water.drinking_water",
)
RULES = ("conflict.name", "delivery.missing", "delivery.quarantined", "risk.dropout", "risk.unsafe_water")
_RESIDENTS, _SEED, _DAMAGED_PER_CENT = 1_000, 5, 0.5


@dataclass(frozen=True)
class Counties:
    """Two folders, each with data, include and an inbox for both months. open: the second month lies in the inbox only;
    closed: it is published, too."""

    open: Path
    closed: Path


def counties(folder: Path) -> Counties:
    """Makes both; no server runs afterwards."""
    both = Counties(folder / "open", folder / "closed")
    simulate(_SEED, _RESIDENTS, parse_range(f"{FIRST}..{MONTH}"), both.open / "data", None, _DAMAGED_PER_CENT)
    _include(both.open)
    _published(both.open, FIRST)
    copy(both.open, both.closed)
    _published(both.closed, MONTH)
    return both


def copy(source: Path, target: Path) -> None:
    """With owners, rights and times: PostgreSQL's files belong to an account of their own."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _published(folder: Path, month: str) -> None:
    typist = Typist(folder)
    typist.must("monitor", "run", "--period", month)
    typist.must("monitor", "stop")


def _include(folder: Path, datasets: Sequence[str] = DATASETS) -> None:
    include = include_with(folder, RULES)
    for part in ("reports", "townships"):
        (include / part).symlink_to(INCLUDE / part)
    contracts = include / "contracts"
    contracts.unlink()
    for path in [*(INCLUDE / "contracts").glob("_*.yml"), *(_contract(dataset) for dataset in datasets)]:
        link = contracts / path.relative_to(INCLUDE / "contracts")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)


def _contract(dataset: str) -> Path:
    department, _, name = dataset.partition(".")
    return INCLUDE / "contracts" / department / f"{name}.yml"
