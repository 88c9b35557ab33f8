"""The door to a department's database: one read-only snapshot, time limits, and errors without the server's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.sources.connection import Connection
from monitoring.sources.errors import SourceUnavailable

STATEMENT_TIMEOUT_SECONDS = 3600
_POSTGRES: dict[str, Any] = {
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s -c timezone=UTC -c datestyle=ISO",
    "connect_timeout": 10,
    "keepalives_idle": 60,
    "application_name": "monitor-extract",
}
_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
_UNAVAILABLE = ("08", "40", "53", "55", "57", "58")
_DENIED = ("28", "42501")


@contextmanager
def snapshot(connection: Connection) -> Iterator[sa.Connection]:
    """A session in which everything is read as of one moment and nothing can be written.

    PostgreSQL: REPEATABLE READ, READ ONLY; SQLite: one BEGIN on a file opened read only. Another database needs its own
    such promise before it can be used. Raises ConfigurationError, and the driver's errors: see without_words.
    """
    engine = _engine(connection)
    with engine.connect() as session:
        if engine.dialect.name == "postgresql":
            session = session.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            session.exec_driver_sql("begin")
        yield session


def without_words(error: SQLAlchemyError, connection: Connection) -> MonitoringError:
    """What may be said of the driver's error, whose own words may quote a row or the address."""
    if not isinstance(error, DBAPIError):
        return ConfigurationError(f"连接 {connection.id}：查询不成立（{type(error).__name__}）")
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None or state.startswith(_UNAVAILABLE):
        return SourceUnavailable(connection.id, f"数据库没有应答或中断（SQLSTATE {state or '无'}）")
    if state.startswith(_DENIED):
        return ConfigurationError(f"连接 {connection.id}：登录或读取被拒绝（SQLSTATE {state}），请核对账号与权限")
    return ConfigurationError(f"连接 {connection.id}：数据库拒绝了查询（SQLSTATE {state}）")


def _engine(connection: Connection) -> sa.Engine:
    arguments: dict[str, Any] = {}
    if connection.kind == "sqlite":
        file = Path("/", connection.schema or connection.host).as_uri()
        url = sa.URL.create("sqlite", database=file, query={"mode": "ro", "uri": "true"})
    elif connection.kind in ("postgres", "postgresql"):
        arguments = _POSTGRES
        url = sa.URL.create(
            "postgresql+psycopg",
            connection.login or None,
            connection.password or None,
            connection.host or None,
            connection.port,
            connection.schema or None,
            query={name: str(connection.extra[name]) for name in _TLS if name in connection.extra},
        )
    else:
        raise ConfigurationError(f"连接 {connection.id}：数据库类型须为 postgres 或 sqlite")
    return sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True, connect_args=arguments)
