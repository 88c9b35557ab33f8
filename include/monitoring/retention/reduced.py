"""Staged rows of data that add up over the months: of months past their time only what later months read stays.

Of such data the latest row of a key is in force, whatever month it came in; so no month may go as a whole. What goes are
rows that a later delivery replaced, and columns that no role reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitoring.characters import literal
from monitoring.contracts import Contract, load_contracts, mapped_column
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.retention.needed import Needed
from monitoring.roles import load_dictionary
from monitoring.settings import Settings

STORE = "added_up"
_PERSON = ("person_id", "person_key", "name")
# identity.doubts compares every name under such a number.
_DOUBTFUL = "person_id is not null and right(person_id, 3) = '000'"


@dataclass(frozen=True)
class Reducible:
    """One staged file. keeps: the SELECT of what stays; rows: how many rows go; columns: which are emptied."""

    path: Path
    month: Period
    keeps: str
    rows: int
    columns: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to go."""
        return not self.rows and not self.columns


def reducible(
    settings: Settings, layout: Layout, stay: Needed, before: Period, written: dt.date
) -> Iterator[Reducible]:
    """Files of months before that one, not written to after that day, that the coming months read in part."""
    for contract in load_contracts(settings.contracts).values():
        if contract.delivery.kind != "increment":
            continue
        months = sorted(m for dataset, m in stay.staged if dataset == contract.dataset and m < before)
        paths = {month: layout.table("staging", contract.dataset, month) for month in months}
        there = {month: path for month, path in paths.items() if path.exists()}
        with DuckDB(layout.home, "retention") as engine:
            for month, path in there.items():
                if (contract.dataset, month) in stay.whole or not stay.may_go(month) or _written(path) > written:
                    continue
                found = _reduced(engine, settings, contract, month, there)
                if not found.is_done:
                    yield found


def reduce(layout: Layout, found: Reducible) -> None:
    """Replaces the file by what stays of it."""
    with DuckDB(layout.home, "retention") as engine:
        engine.write(found.keeps, found.path, "row_no")


def _written(path: Path) -> dt.date:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()


def _reduced(
    engine: DuckDB, settings: Settings, contract: Contract, month: Period, paths: dict[Period, Path]
) -> Reducible:
    rows = f"read_parquet({literal(str(paths[month]))}, hive_partitioning = false)"
    columns = engine.columns(f"select * from {rows}")
    filled = engine.rows(f"select {', '.join(f'count({quoted(c)}) as {quoted(c)}' for c in columns)} from {rows}")[0]
    unread = _unread(settings, contract, month) & set(columns)
    emptied = tuple(sorted(column for column in unread if filled[column]))
    selected = ", ".join(
        f"{quoted(column)}" if column not in unread else f"if(false, {quoted(column)}, null) as {quoted(column)}"
        for column in columns
    )
    later = [path for after, path in paths.items() if after > month]
    replaced = _replaced(contract, later)
    gone = int(engine.rows(f"select count(*) as gone from {rows} as staged where {replaced}")[0]["gone"])
    return Reducible(
        paths[month], month, f"select {selected} from {rows} as staged where not ({replaced})", gone, emptied
    )


def _replaced(contract: Contract, later: list[Path]) -> str:
    if not later:
        return "false"
    files = ", ".join(literal(str(path)) for path in later)
    same = " and ".join(f"newer.{quoted(column)} = staged.{quoted(column)}" for column in contract.key)
    kept = f" and not ({_DOUBTFUL})" if contract.id_column is not None else ""
    return (
        f"exists (select 1 from read_parquet([{files}], hive_partitioning = false, union_by_name = true) as newer"
        f" where {same}){kept}"
    )


def _unread(settings: Settings, contract: Contract, month: Period) -> set[str]:
    """Columns of the month that no role reads, neither as its contract was then nor as it is now."""
    dictionary, versions = load_dictionary(settings.contracts), (contract, contract.at(month))
    read = {*contract.key, *_PERSON}
    for one in versions:
        for role, mapping in one.roles.items():
            mapped = (mapped_column(one, role, column) for column in dictionary.roles[role])
            read |= {found.column for found in mapped if found is not None and found.column is not None}
            read |= set(mapping.only)
    return set(contract.at(month).columns) - read
