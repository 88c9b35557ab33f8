"""What is past its window on a day, listed before anything is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.beside import FOLDER
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.retention.needed import Needed, landed, needed
from monitoring.retention.reduced import STORE, Reducible, reducible
from monitoring.retention.windows import Retention, load_retention
from monitoring.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

_LAYERS = ("raw", "standardised", "staging", "quarantine", "intermediate", "findings")
_PEOPLE = "people"


@dataclass(frozen=True, order=True)
class Expired:
    """One thing to be removed. month: YYYY-MM, or "" for what belongs to none; what: a path below the data folder, or a
    version's number; size: bytes, or rows of the access log, or rows and columns of what is only reduced."""

    store: str
    month: str
    what: str
    size: int


def plan(settings: Settings, layout: Layout, engine: Engine, as_of: dt.date) -> list[Expired]:
    """Everything past its window on that day and needed by nothing, sorted."""
    from monitoring.warehouse import expiry

    rules, stay = load_retention(settings.include), _stay(settings, layout, engine, as_of)
    found = set(_files(layout, rules, stay, as_of))
    found |= {
        Expired(STORE, str(one.month), what, one.rows + len(one.columns))
        for what, one in reductions(settings, layout, engine, as_of).items()
    }
    versions = rules.stores["versions"].oldest_day(as_of)
    for month, version in expiry.versions_before(engine, versions):
        if stay.may_go(Period.parse(month)):
            found.add(Expired("versions", month, str(version), 0))
    rows = expiry.access_before(engine, rules.stores["access_log"].oldest_day(as_of))
    if rows:
        found.add(Expired("access_log", "", "access_log", rows))
    return sorted(found)


def reductions(settings: Settings, layout: Layout, engine: Engine, as_of: dt.date) -> dict[str, Reducible]:
    """Staged files, by path below the data folder, that coming months read in part and of which something is past its
    time."""
    rules, stay = load_retention(settings.include), _stay(settings, layout, engine, as_of)
    before, untouched = rules.stores[STORE].oldest_month(as_of), as_of - dt.timedelta(days=rules.grace_days)
    found = reducible(settings, layout, stay, before, untouched)
    return {one.path.relative_to(layout.home).as_posix(): one for one in found}


def _stay(settings: Settings, layout: Layout, engine: Engine, as_of: dt.date) -> Needed:
    from monitoring.warehouse import access

    published = [Period.parse(text) for text in access.published_periods(engine)]
    return needed(settings, layout, published, load_retention(settings.include).rebuildable_months, as_of)


def _files(layout: Layout, rules: Retention, stay: Needed, as_of: dt.date) -> Iterator[Expired]:
    untouched = as_of - dt.timedelta(days=rules.grace_days)
    for store, month, path in (*_tables(layout), *_landed(layout), *_reports(layout)):
        oldest = rules.stores[store].oldest_month(as_of)
        past = month < oldest and stay.may_go(month) if month else _written(path) < oldest.day(1)
        if past and not _is_needed(store, month, path, stay) and _written(path) <= untouched:
            yield _expired(layout, store, str(month or ""), path)
    oldest_log = rules.stores["logs"].oldest_day(as_of)
    for path in sorted((layout.home / "logs").rglob("*")):
        if path.is_file() and _written(path) < oldest_log:
            yield _expired(layout, "logs", "", path)


def _is_needed(store: str, month: Period | None, path: Path, stay: Needed) -> bool:
    if store == "staging":
        return (path.parents[1].name, month) in stay.staged
    return store in ("marts", _PEOPLE) and month in stay.built


def _tables(layout: Layout) -> Iterator[tuple[str, Period, Path]]:
    for layer in (*_LAYERS, "marts"):
        for path in sorted((layout.home / layer).glob("*/period=*/data.parquet")):
            store = _PEOPLE if layer == "marts" and path.parents[1].name == _PEOPLE else layer
            yield store, Period.parse(path.parent.name.removeprefix("period=")), path
    for path in sorted((layout.home / FOLDER).glob("*/*/period=*/data.parquet")):
        yield "raw", Period.parse(path.parent.name.removeprefix("period=")), path
    for path in sorted((layout.identity / "proposals").glob("*.csv")):
        yield "proposals", Period.parse(path.stem), path


def _landed(layout: Layout) -> Iterator[tuple[str, Period | None, Path]]:
    """A file that no entry of the ledger names any more was replaced: it belongs to no month but has its age."""
    months = landed(layout)
    for path in sorted((layout.home / "landing").glob("??/*")):
        yield "landing", months.get(path.stem), path


def _reports(layout: Layout) -> Iterator[tuple[str, Period, Path]]:
    for folder in sorted((layout.home / "reports").glob("????-??")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield "reports" if path.parent == folder else "workbooks", Period.parse(folder.name), path


def _written(path: Path) -> dt.date:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()


def _expired(layout: Layout, store: str, month: str, path: Path) -> Expired:
    return Expired(store, month, path.relative_to(layout.home).as_posix(), path.stat().st_size)
