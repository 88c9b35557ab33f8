"""Small operations on relation `typed`, shared by the stages that look at numbers and names after every row is typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted


def delivered_number(contract: Contract, headers: Collection[str]) -> str:
    """SQL over relation `raw`: the text that was delivered in the column of numbers; null where the column is missing."""
    found = [quoted(header) for header in contract.columns[contract.id_column or ""].headers if header in headers]
    return f"coalesce({', '.join(found)})" if found else "cast(null as varchar)"


def change(engine: DuckDB, changed: Mapping[str, str], source: str = "typed") -> None:
    """Replaces columns of relation `typed` by SQL expressions; source: `typed` or a join that begins with it."""
    columns = engine.columns("select * from typed")
    picked = ", ".join(
        f"{changed[name]} as {quoted(name)}" if name in changed else f"typed.{quoted(name)}" for name in columns
    )
    engine.table("changed", f"select {picked} from {source}")
    engine.table("typed", "select * from changed")
    engine.drop("changed")
