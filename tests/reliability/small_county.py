"""A small county with two months, received and published once per process, and copies of it to break."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from monitoring import steps
from monitoring.period import Period
from tests.lib.county import environment, run_month

MONTHS = (Period(2026, 9), Period(2026, 10))
_RESIDENTS, _SEED = 1_000, 3
_MADE_ELSEWHERE = "MONITOR_SMALL_COUNTY"


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    from monitoring.simulator.simulate import simulate

    folder = tempfile.TemporaryDirectory(prefix="monitor-test-")
    simulate(_SEED, _RESIDENTS, list(MONTHS), Path(folder.name))
    with environment(Path(folder.name), MONITOR_SETTLE_SECONDS="0"):
        for month in MONTHS:
            run_month(month)
    return folder


def county() -> Path:
    """Its data folder, to be read only."""
    return Path(os.environ.get(_MADE_ELSEWHERE) or _made().name)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy without its database; the environment is that of the copy."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as place:
        home = Path(place) / "h"
        shutil.copytree(county(), home, ignore=shutil.ignore_patterns("postgres", "tmp"))
        with environment(home, MONITOR_SETTLE_SECONDS="0"):
            yield home


def hashes(paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 by path."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths) if path.is_file()}


def written_by_month(home: Path, period: Period) -> dict[str, str]:
    """What a month's run leaves for people and for the warehouse, by path below the data folder."""
    kept = [*home.glob(f"marts/*/period={period}/*"), *home.glob(f"reports/{period}/**/*")]
    return {str(Path(name).relative_to(home)): digest for name, digest in hashes(kept).items()}


def publish_month(period: Period) -> None:
    """The stages of a month after its marts."""
    names = [step.__name__ for step in steps.MONTH]
    for step in steps.MONTH[names.index("stage_publication") :]:
        step(str(period))
