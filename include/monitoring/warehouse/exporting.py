"""The rows of a published month for an export: read as an analyst, in one state, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from monitoring.errors import MonitoringError
from monitoring.marts_parts import MartTable
from monitoring.period import Period
from monitoring.warehouse.asking import become, psycopg_of, reading_as
from monitoring.warehouse.errors import guarded
from monitoring.warehouse.tables import MART

_ROWS_AT_ONCE = 20_000
_SECONDS = 900


class PublishedMonth:
    """One published version of a month. version: its number."""

    def __init__(self, connection: Connection, period: Period, version: int) -> None:
        self._connection, self._period, self.version = connection, period, version

    def rows(self, table: MartTable) -> Iterator[list[tuple[Any, ...]]]:
        """The view's rows in the order of its key, in pieces: period, version, then the columns; JSON as text."""
        text = {column.name for column in table.columns if column.type == "text"}
        columns = ", ".join(f"{c.name}::text" if c.type == "json" else c.name for c in table.columns)
        order = ", ".join(f'{name} collate "C"' if name in text else name for name in table.key)
        query = f"select period, version, {columns} from {MART}.{table.name} where period = %s order by {order}"
        with psycopg_of(self._connection).cursor(name="export") as cursor:
            cursor.execute(query, (str(self._period),))
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                yield rows


@contextmanager
def published_month(engine: Engine, period: Period) -> Iterator[PublishedMonth]:
    """Raises MonitoringError when the month is not published."""
    with reading_as(engine, "analyst", _SECONDS) as connection:
        query = "select version from monitoring.current_publication where period = %s"
        version = connection.exec_driver_sql(query, (str(period),)).scalar_one_or_none()
        if version is None:
            raise MonitoringError(f"{period} 尚未发布")
        yield PublishedMonth(connection, period, int(version))


@guarded
def record_export(engine: Engine, period: Period, purpose: str) -> str:
    """Enters the export in the access log, as this login; returns its ticket once that is committed."""
    with engine.begin() as connection:
        become(connection, "analyst")
        query = "select monitoring.record_export(%s, %s)"
        return str(connection.exec_driver_sql(query, (str(period), purpose)).scalar_one())
