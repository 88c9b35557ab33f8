"""People whose number changed: from a month on, the old number stands for the new one."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.errors import ConfigurationError
from monitoring.identity.citizen_id import USABLE, classify, packed_key
from monitoring.identity.restricted import read_rows, write_rows
from monitoring.layout import Layout
from monitoring.period import Period

RELATION = "aliases"


@dataclass(frozen=True, order=True)
class Alias:
    """old and new: 18 characters; since: the first month (2026-10) it is used in; source: why it is believed."""

    old: str
    new: str
    since: str
    source: str


def load_aliases(layout: Layout) -> list[Alias]:
    """All aliases, sorted. Raises ConfigurationError when they go round in a circle."""
    found = sorted(Alias(**row) for row in read_rows(_path(layout)))
    _resolved(found)
    return found


def add_alias(layout: Layout, old: str, new: str, since: str, source: str, as_of: dt.date) -> None:
    """Keeps an alias; the same old number is overwritten. Raises ConfigurationError for numbers that are none, one and
    the same number, or a circle."""
    numbers = [classify(text, as_of) for text in (old, new)]
    if any(number.status not in USABLE for number in numbers):
        raise ConfigurationError("alias: both must be valid citizen IDs")
    first, second = (number.person_id or "" for number in numbers)
    if first == second:
        raise ConfigurationError("alias: both are the same citizen ID")
    kept = [alias for alias in load_aliases(layout) if alias.old != first]
    aliases = sorted([*kept, Alias(first, second, str(Period.parse(since)), source)])
    _resolved(aliases)
    write_rows(_path(layout), [field.name for field in fields(Alias)], map(asdict, aliases))


def register_aliases(engine: DuckDB, layout: Layout, period: Period) -> bool:
    """The relation `aliases` (old_key, new_key, new_id) as it holds in the month; whether there are any."""
    found = _resolved([alias for alias in load_aliases(layout) if alias.since <= str(period)])
    rows = [
        {"old_key": packed_key(old), "new_key": packed_key(new), "new_id": new} for old, new in sorted(found.items())
    ]
    schema = pa.schema([("old_key", pa.int64()), ("new_key", pa.int64()), ("new_id", pa.string())])
    engine.table_from_arrow(RELATION, pa.Table.from_pylist(rows, schema=schema))
    return bool(rows)


def linked_sql(engine: DuckDB, contract: Contract, staged: str) -> str:
    """The SELECT over view `staged` in which old numbers are the new ones.

    Where a person can have one row only, the row under the old number gives way to one under the new.
    """
    changed = {
        "person_id": "coalesce(aliases.new_id, staged.person_id)",
        "person_key": "coalesce(aliases.new_key, staged.person_key)",
    }
    columns = engine.columns(f"select * from {quoted(staged)}")
    picked = ", ".join(f"{changed.get(name, f'staged.{quoted(name)}')} as {quoted(name)}" for name in columns)
    sql = f"select {picked} from {quoted(staged)} as staged\nleft join aliases on staged.person_key = aliases.old_key"
    if contract.key != ["person_id"]:
        return sql
    present = f"select person_key from {quoted(staged)} where person_key is not null"
    return f"{sql}\nwhere aliases.new_key is null or aliases.new_key not in ({present})"


def _resolved(aliases: list[Alias]) -> dict[str, str]:
    """Every old number with the last one of its chain."""
    step = {alias.old: alias.new for alias in aliases}
    found = {}
    for old in step:
        last, seen = step[old], {old}
        while last in step:
            if last in seen:
                raise ConfigurationError("aliases.csv: numbers that stand for each other in a circle")
            seen.add(last)
            last = step[last]
        found[old] = last
    return found


def _path(layout: Layout) -> Path:
    return layout.identity / "aliases.csv"
