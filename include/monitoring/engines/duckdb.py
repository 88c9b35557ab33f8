"""DuckDB over Parquet files: in process, within a memory limit, with no extension and no network."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from monitoring.engines.base import EngineError, EngineUnavailable
from monitoring.layout import replacing

_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",  # a misspelt table must not find a Python variable
}
# These speak of the SQL text only, the next two of files and bytes; every other kind may quote a value of a row.
_ABOUT_SQL = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
_MAY_PASS = (duckdb.IOException, duckdb.OutOfMemoryException)
_NOT_PORTABLE = {"HUGEINT", "UHUGEINT"}


class DuckDB:
    """One connection for one stage; use as a context manager. Implements engines.base.Engine.

    home: the data folder (spilled rows go under home/tmp and are removed on exit); step: what messages call this use;
    memory: the limit beyond which DuckDB spills, default MONITOR_MEMORY or 3GB; threads: default all cores.
    Fails with EngineError or EngineUnavailable, never with DuckDB's words about a row.
    """

    def __init__(self, home: Path, step: str, memory: str | None = None, threads: int | None = None) -> None:
        self.step = step
        scratch = home / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        self._spill = Path(tempfile.mkdtemp(prefix="duckdb-", dir=scratch))
        try:
            with self._guarded():
                self._connection = duckdb.connect(config=self._settings(memory, threads))
                self._connection.execute("set lock_configuration = true")
        except (EngineError, EngineUnavailable):
            shutil.rmtree(self._spill, ignore_errors=True)
            raise

    def _settings(self, memory: str | None, threads: int | None) -> dict[str, str | bool | int | float | list[str]]:
        places = ("temp_directory", "extension_directory", "custom_extension_repository")
        limits = {"memory_limit": memory or os.environ.get("MONITOR_MEMORY") or "3GB"}
        if threads is not None:
            limits["threads"] = str(threads)
        return {**_CONFIG, **dict.fromkeys(places, str(self._spill)), **limits}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection and removes what was spilled."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def view(self, name: str, source: str | Path | Sequence[Path]) -> None:
        """Registers a view: a SELECT given as text, or one or more Parquet files with the same columns."""
        with self._guarded(name):
            self._connection.execute(f"create or replace view {quoted(name)} as {_select(source)}")

    def table(self, name: str, sql: str) -> int:
        """Computes a SELECT once and keeps its rows under that name; returns their number."""
        with self._guarded(name):
            self._connection.execute(f"create or replace temp table {quoted(name)} as {sql}")
            return int(self._one(f"select count(*) from {quoted(name)}"))

    def table_from_arrow(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Copies Arrow rows into a table of that name."""
        with self._guarded(name):
            self._connection.register("_arrow", rows)
            try:
                self._connection.execute(f"create or replace temp table {quoted(name)} as select * from _arrow")
            finally:
                self._connection.unregister("_arrow")

    def query(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """The result of one statement as an Arrow table; `?` in it takes the parameters in order."""
        with self._guarded():
            return self._connection.sql(sql, params=list(parameters) or None).to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The result of one statement as dictionaries; for small results."""
        found: list[dict[str, Any]] = self.query(sql, parameters).to_pylist()
        return found

    def columns(self, sql: str) -> dict[str, str]:
        """Column names of a SELECT, in order, with their DuckDB types."""
        with self._guarded():
            found = self._connection.execute(f"describe {sql}").fetchall()
        return {row[0]: row[1] for row in found}

    def write(self, sql: str, target: Path, order_by: str | Sequence[str]) -> int:
        """Writes a SELECT to one zstd Parquet file, atomically; returns the number of rows.

        order_by must order the rows completely: then the same rows give the same bytes, whatever the number of threads.
        A HUGEINT column (what sum() of a BIGINT is) is refused, because Parquet would hold it as DOUBLE.
        """
        wide = [name for name, kind in self.columns(sql).items() if kind in _NOT_PORTABLE]
        if wide:
            raise EngineError(self.step, "HUGEINT", f"cast to bigint before writing: {', '.join(wide)}")
        order = order_by if isinstance(order_by, str) else ", ".join(quoted(name) for name in order_by)
        with replacing(target) as temporary, self._guarded(target.parent.parent.name):
            return int(
                self._one(
                    f"copy (select * from ({sql}) order by {order}) to {_literal(temporary)} "
                    "(format parquet, compression zstd)"
                )
            )

    def drop(self, name: str) -> None:
        """Forgets a view or table; not an error when it is unknown."""
        with self._guarded(name):
            found = self._connection.execute(
                "select table_type from information_schema.tables where table_name = ?", [name]
            ).fetchall()
            for (kind,) in found:
                self._connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {quoted(name)}")

    def _one(self, sql: str) -> Any:
        row = self._connection.execute(sql).fetchall()[0]
        return row[0]

    @contextmanager
    def _guarded(self, what: str = "") -> Iterator[None]:
        """Turns DuckDB's errors into EngineError without the values they quote."""
        step = f"{self.step} ({what})" if what else self.step
        try:
            yield
        except _ABOUT_SQL as error:
            raise EngineError(step, type(error).__name__, _first_line(error)) from None
        except _MAY_PASS as error:
            raise EngineUnavailable(f"{step}: {_first_line(error)}") from None
        except duckdb.Error as error:
            raise EngineError(step, type(error).__name__) from None


def quoted(name: str) -> str:
    """The name as an SQL identifier, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _select(source: str | Path | Sequence[Path]) -> str:
    if isinstance(source, str):
        return source
    paths = [source] if isinstance(source, Path) else list(source)
    return f"select * from read_parquet([{', '.join(map(_literal, paths))}], hive_partitioning = false)"
