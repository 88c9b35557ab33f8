"""Lets Great Expectations query DuckDB: a SQLAlchemy dialect that passes for PostgreSQL, whose SQL DuckDB reads.

Great Expectations fetches rows after it gave the connection back, and DuckDB drops an unread result then; so the cursor
here reads every result at once. It also reflects tables through PostgreSQL's catalogue, which DuckDB has not.
URL: `duckdbgx:///:memory:<name>`; every engine of one process with that name sees one database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.pool import StaticPool

_TYPES = {
    "BIGINT": types.BigInteger,
    "INTEGER": types.Integer,
    "DOUBLE": types.Float,
    "VARCHAR": types.String,
    "DATE": types.Date,
    "TIMESTAMP": types.DateTime,
    "BOOLEAN": types.Boolean,
    "DECIMAL": types.Numeric,
}
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "3GB",
}


class Cursor:
    """A DB-API cursor that holds its whole result."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.description: Any = None
        self._connection = connection
        self._rows: list[Any] = []

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Runs one statement and reads its result."""
        found = self._connection.execute(sql, list(parameters))
        self.description = found.description
        self._rows = found.fetchall()

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        """The next rows."""
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[Any]:
        """The remaining rows."""
        return self.fetchmany(len(self._rows))

    def close(self) -> None:
        """Forgets the result."""
        self._rows = []


class Connection:
    """A DB-API connection without transactions: what is validated does not change."""

    def __init__(self, database: str) -> None:
        self._connection = duckdb.connect(database)

    def cursor(self) -> Cursor:
        """A new cursor."""
        return Cursor(self._connection)

    def commit(self) -> None:
        """Nothing to do."""

    def rollback(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Closes this connection; the database lives while another one is open."""
        self._connection.close()


class Driver:
    """The module-like object SQLAlchemy takes for a DB-API driver."""

    paramstyle = "qmark"
    Error = duckdb.Error

    @staticmethod
    def connect(database: str) -> Connection:
        """Opens a database."""
        return Connection(database)


class Compiler(PGCompiler):
    """PostgreSQL's SQL with DuckDB's function for regular expressions."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **keywords: Any) -> str:
        """`~` and `!~` search in both; DuckDB's own `~` would match the whole text."""
        if operator.opstring not in ("~", "!~"):
            return str(super().visit_custom_op_binary(element, operator, **keywords))  # type: ignore[no-untyped-call]
        left, right = self.process(element.left, **keywords), self.process(element.right, **keywords)
        return f"{'NOT ' if operator.opstring == '!~' else ''}regexp_matches({left}, {right})"


class DuckDBDialect(PGDialect):
    """What Great Expectations needs of a dialect: querying views and listing their columns."""

    name = "postgresql"
    driver = "duckdbgx"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_server_side_cursors = False
    statement_compiler = Compiler

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver of this dialect."""
        return Driver

    @classmethod
    def get_pool_class(cls, url: Any) -> Any:
        """One connection for all: DuckDB runs one statement on all cores."""
        return StaticPool

    def create_connect_args(self, url: Any) -> Any:
        """The name of the database."""
        return [url.database], {}

    def initialize(self, connection: Any) -> None:
        """States what PostgreSQL would be asked for."""
        self.default_schema_name = "main"
        self.server_version_info = (15, 0)
        self._backslash_escapes = False

    def on_connect(self) -> None:
        """Nothing to set up."""

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        """There are no transactions."""
        return "AUTOCOMMIT"

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """There are no transactions."""

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **keywords: Any) -> bool:
        """Whether a table or view has that name."""
        return bool(self.get_columns(connection, table_name, schema))

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **keywords: Any) -> Any:
        """Names and types of its columns, in order."""
        found = connection.exec_driver_sql(
            "select column_name, data_type from information_schema.columns where table_name = ? order by ordinal_position",
            (str(table_name),),
        )
        return [
            {"name": name, "type": _TYPES.get(kind.split("(")[0], types.String)(), "nullable": True, "default": None}
            for name, kind in found.fetchall()
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **keywords: Any) -> Any:
        """Views have none."""
        return {"constrained_columns": [], "name": None}


registry.register("duckdbgx", __name__, "DuckDBDialect")


def url(database: str) -> str:
    """SQLAlchemy's URL of that in-memory database of this process."""
    return f"duckdbgx:///:memory:{database}"


def connect(database: str) -> duckdb.DuckDBPyConnection:
    """A connection to that in-memory database, to register what is to be checked; it never spills to disk."""
    connection = duckdb.connect(f":memory:{database}")
    for name, value in _SETTINGS.items():
        connection.execute(f"set {name} = '{value}'")
    return connection
