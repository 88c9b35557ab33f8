"""Rows in and out in bulk: Parquet into a version of a month, and the digest of what a version holds."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine, Table, Text

from monitoring.errors import MonitoringError
from monitoring.marts_parts import MartTable
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.warehouse.tables import MARTS

_BATCH_ROWS = 65_536
_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "numeric": pa.decimal128(18, 2),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "json": pa.string(),
}
_CSV = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")


def arrow_schema(table: MartTable) -> pa.Schema:
    """The Parquet form of a mart table."""
    return pa.schema([pa.field(column.name, _ARROW[column.type]) for column in table.columns])


def load_table(connection: Connection, definition: MartTable, path: Path, period: Period, version: int) -> int:
    """Copies one Parquet file into its table under (period, version); returns the number of rows.

    Raises MonitoringError when the file's columns or types are not those of marts_schema.
    """
    schema = arrow_schema(definition)
    table = MARTS[definition.name]
    columns = ", ".join(("period", "version", *schema.names))
    place = f"{table.schema}.{table.name}"
    rows = 0
    with _driver(connection).cursor() as cursor:
        # COPY refuses a table with row policies, INSERT obeys them: who loads need not be a superuser.
        cursor.execute(f"create temporary table loading on commit drop as select {columns} from {place} with no data")
        with cursor.copy(f"copy loading ({columns}) from stdin (format csv)") as copy:
            for batch in _batches(definition.name, path, schema):
                copy.write(_csv(batch, period, version))
                rows += batch.num_rows
        cursor.execute(f"insert into {place} ({columns}) select {columns} from loading")
        cursor.execute("drop table loading")
    return rows


def refresh_statistics(engine: Engine) -> None:
    """Tells the planner of rows just loaded; table by table, since a lock kept would make every other month wait."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in MARTS.values():
            connection.exec_driver_sql(f"analyze {table.schema}.{table.name}")


def content_digest(connection: Connection, period: Period, version: int) -> str:
    """SHA-256 over all tables' rows in the order of their keys, without period and version."""
    digest = hashlib.sha256()
    for definition in MART_TABLES:
        digest.update(f"\n{definition.name}\n".encode())
        with _driver(connection).cursor() as cursor, cursor.copy(_ordered(definition), (str(period), version)) as copy:
            for chunk in copy:
                digest.update(chunk)
    return digest.hexdigest()


def _ordered(definition: MartTable) -> str:
    table = MARTS[definition.name]
    columns = ", ".join(column.name for column in definition.columns)
    return (
        f"copy (select {columns} from {table.schema}.{table.name} where period = %s and version = %s "
        f"order by {', '.join(_collated(table, name) for name in definition.key)}) to stdout"
    )


def _collated(table: Table, name: str) -> str:
    return f'{name} collate "C"' if isinstance(table.columns[name].type, Text) else name


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the warehouse is reached through psycopg")
    return driver


def _batches(name: str, path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    if not path.exists():
        raise MonitoringError(f"缺少数据表 {name} 的文件，不能装入")
    with pq.ParquetFile(path) as file:
        if set(file.schema_arrow.names) != set(schema.names):
            different = sorted(set(file.schema_arrow.names) ^ set(schema.names))
            raise MonitoringError(f"数据表 {name} 的列与定义不符：{', '.join(different)}")
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            yield _typed(name, batch.select(schema.names), schema)


def _typed(name: str, batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    wrong = []
    columns = []
    for field in schema:
        try:
            columns.append(batch.column(field.name).cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            wrong.append(field.name)
    if wrong:
        raise MonitoringError(f"数据表 {name} 的列类型与定义不符：{', '.join(wrong)}")
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _csv(batch: pa.RecordBatch, period: Period, version: int) -> bytes:
    size = batch.num_rows
    keyed = {"period": pa.repeat(str(period), size), "version": pa.repeat(version, size)}
    columns = {**keyed, **dict(zip(batch.schema.names, batch.columns, strict=True))}
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(columns), buffer, _CSV)
    return buffer.getvalue()
