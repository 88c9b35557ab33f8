"""A table or view of a department's database: the mapped columns of one snapshot, as text, in one order."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from monitoring.contract_parts import Column, DatabaseTable
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.sources.connection import Connection
from monitoring.sources.database import definition
from monitoring.sources.database.access import snapshot, without_words
from monitoring.sources.download import require_size

ROWS_AT_ONCE = 10_000
_ORDER_OF_BYTES = {"postgresql": "C", "sqlite": "BINARY"}


def extract(
    contract: Contract, source: DatabaseTable, period: Period, connection: Connection, target: Path, layout: Layout
) -> Path | None:
    """Writes the rows as CSV, ordered by key and then by every column: the same rows are the same bytes.

    Everything is read in one read-only snapshot, ROWS_AT_ONCE rows at a time. None when the contract names a
    month_column and the month has no row yet. Raises DeliveryRefused (F018, F019 no such table, SCHEMA_DRIFT),
    SourceUnavailable when the database does not answer or breaks off, ConfigurationError.
    """
    try:
        return _extract(contract, source, period, connection, target, layout)
    except SQLAlchemyError as error:
        failure = without_words(error, connection)
    # Raised out here, so that the driver's error is neither cause nor context.
    raise failure


def _extract(
    contract: Contract, source: DatabaseTable, period: Period, connection: Connection, target: Path, layout: Layout
) -> Path | None:
    with snapshot(connection) as session:
        reflected = definition.reflect(session, contract, source, period)
        found = definition.of(session, source, reflected)
        definition.require_known(contract, source, period, layout, found)
        statement = _statement(session, contract, source, period, reflected)
        count = _write(session.execute(statement), contract, period, reflected, target)
    if source.month_column and not count:
        return None
    definition.remember(contract, period, layout, found)
    return target


def _statement(
    session: sa.Connection, contract: Contract, source: DatabaseTable, period: Period, reflected: definition.Reflected
) -> sa.Select[tuple[object, ...]]:
    schema, name = source.place
    columns = {header: sa.column(sa.quoted_name(header, True), kind) for header, kind in reflected.items()}
    table = sa.table(
        sa.quoted_name(name, True), *columns.values(), schema=sa.quoted_name(schema, True) if schema else None
    )
    key = [header for part in contract.key for header in contract.columns[part].headers if header in columns]
    collation = _ORDER_OF_BYTES[session.dialect.name]
    ordered = [columns[header] for header in dict.fromkeys([*key, *columns])]
    statement = (
        sa.select(*columns.values())
        .select_from(table)
        .order_by(*(sa.collate(c, collation) if isinstance(c.type, sa.String) else c for c in ordered))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    if source.month_column is None:
        return statement
    month: sa.ColumnClause[object] = sa.column(sa.quoted_name(source.month_column, True))
    return statement.where(sa.cast(month, sa.String) == period.day(1).strftime(source.month_format))


def _write(
    rows: sa.Result[tuple[object, ...]],
    contract: Contract,
    period: Period,
    reflected: definition.Reflected,
    target: Path,
) -> int:
    columns = {header: column for column in contract.columns.values() for header in column.headers}
    mapped = [(header, columns[header]) for header in reflected]
    count = 0
    with target.open("w", encoding="utf-8", newline="") as written:
        # Everything is quoted: a lone carriage return in a value would otherwise end the row.
        writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(reflected)
        for chunk in rows.partitions():
            writer.writerows(
                [text_of(value, *named) for value, named in zip(row, mapped, strict=True)] for row in chunk
            )
            count += len(chunk)
            require_size(written.tell(), contract, period)
    return count


def text_of(value: object, header: str, column: Column) -> str:
    """The text of a value; a date in the format the contract names for the column, else as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, memoryview)):
        raise ConfigurationError(f"「{header}」是二进制列，不能作为数据列")
    if isinstance(value, dt.datetime) and (value.time() != dt.time() or value.tzinfo is not None):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.strftime(column.formats[0] if column.formats else "%Y-%m-%d")
    return str(value)
