"""Writing mart tables as Parquet in the columns and types of marts_schema, and reading those of an earlier month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout
from monitoring.marts_parts import MartTable
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.roles import empty_sql

TABLES: dict[str, MartTable] = {table.name: table for table in MART_TABLES}
_SQL = {
    "text": "varchar",
    "integer": "bigint",
    "bigint": "bigint",
    "numeric": "decimal(18, 2)",
    "date": "date",
    "boolean": "boolean",
    "json": "varchar",
}
_ARROW = {"varchar": pa.string(), "bigint": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}


def sql_types(table: str) -> dict[str, str]:
    """Columns of a mart table with their SQL types."""
    return {column.name: _SQL[column.type] for column in TABLES[table].columns}


def write_mart(engine: DuckDB, layout: Layout, period: Period, table: str, sql: str) -> int:
    """Writes the query's rows as that table, in the order of its key; returns their number."""
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in sql_types(table).items())
    order = dict.fromkeys([*TABLES[table].key, *sql_types(table)])
    return engine.write(f"select {columns} from (\n{sql}\n) as rows", layout.table("marts", table, period), list(order))


def rows_relation(engine: DuckDB, name: str, types: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Makes a relation of those columns from dictionaries; a key that is absent is null."""
    schema = pa.schema([(column, _ARROW.get(kind, pa.decimal128(18, 2))) for column, kind in types.items()])
    engine.table_from_arrow(name, pa.Table.from_pylist(list(rows), schema=schema))


def earlier_period(layout: Layout, period: Period) -> Period | None:
    """The latest month before this one whose marts were built; null for the first."""
    folder = layout.table("marts", "monitoring_subjects", period).parents[1]
    built = [Period.parse(path.parent.name.removeprefix("period=")) for path in folder.glob("period=*/data.parquet")]
    return max((month for month in built if month < period), default=None)


def register_previous(engine: DuckDB, layout: Layout, period: Period) -> Period | None:
    """Relations previous_<table> for what this month is compared with; empty when there is no earlier month."""
    earlier = earlier_period(layout, period)
    names = {
        "previous_subjects": "monitoring_subjects",
        "previous_members": "subject_members",
        "previous_findings": "findings",
        "previous_people": "people",
        "previous_parameters": "parameters_used",
        "previous_memory": "finding_memory",
        "previous_deliveries": "deliveries",
        "previous_catalogue": "rule_catalogue",
    }
    for name, table in names.items():
        register_mart(engine, name, table, layout.table("marts", table, earlier) if earlier is not None else None)
    return earlier


def register_mart(engine: DuckDB, name: str, table: str, path: Path | None) -> None:
    """A mart table's file as a relation, empty when there is none. A month built before a column existed does not know
    it: there it is null."""
    types = sql_types(table)
    if path is None or not path.exists():
        engine.view(name, empty_sql(types))
        return
    engine.view(f"{name}_file", path)
    known = engine.columns(f"select * from {name}_file")
    columns = [column if column in known else f"cast(null as {kind}) as {column}" for column, kind in types.items()]
    engine.view(name, f"select {', '.join(columns)} from {name}_file")
