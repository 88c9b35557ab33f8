"""Removes what is past its window. Written down first, one at a time, and the same again after it was broken off."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.retention.plan import Expired, plan, reductions
from monitoring.retention.reduced import STORE, reduce
from monitoring.retention.windows import load_retention
from monitoring.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def purge(settings: Settings, layout: Layout, engine: Engine, as_of: dt.date, today: dt.date) -> list[Expired]:
    """Returns what was removed. A second purge waits for the first and finds nothing left.

    Raises ConfigurationError when as_of is a day that has not come yet.
    """
    if as_of > today:
        raise ConfigurationError(f"{as_of} 还没有到，不能按它清除")
    with _alone(layout):
        found = plan(settings, layout, engine, as_of)
        in_part = reductions(settings, layout, engine, as_of)
        _write_down(layout, as_of, found)
        for one in found:
            if one.store == STORE:
                reduce(layout, in_part[one.what])
            else:
                _remove(settings, layout, engine, one, as_of)
    return found


def record(layout: Layout, as_of: dt.date) -> Path:
    """Where the purge of that day is written down (JSON): what went, by store and month."""
    return layout.home / "purges" / f"{as_of}.json"


def _write_down(layout: Layout, as_of: dt.date, found: list[Expired]) -> None:
    path = record(layout, as_of)
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    lines = {tuple(sorted(line.items())) for line in [*before, *map(asdict, found)]}
    if lines:
        write_text(path, json.dumps([dict(line) for line in sorted(lines)], ensure_ascii=False, indent=1) + "\n")


def _remove(settings: Settings, layout: Layout, engine: Engine, one: Expired, as_of: dt.date) -> None:
    from monitoring.warehouse import expiry

    if one.store == "versions":
        expiry.empty_version(engine, Period.parse(one.month), int(one.what))
    elif one.store == "access_log":
        expiry.forget_access(engine, load_retention(settings.include).stores["access_log"].oldest_day(as_of))
    else:
        path = layout.home / one.what
        path.unlink(missing_ok=True)
        with suppress(OSError):  # other files are in it still
            path.parent.rmdir()


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    path = layout.home / "tmp" / "purge.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
