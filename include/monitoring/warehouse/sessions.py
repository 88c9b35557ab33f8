"""Short reading transactions for pages: a small pool, one group role per transaction, limits that end every wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text

from monitoring.errors import ConfigurationError
from monitoring.warehouse.errors import guarded
from monitoring.warehouse.tables import MART

CONNECT_SECONDS, STATEMENT_SECONDS, LOCK_SECONDS, WAIT_SECONDS = 3, 8, 2, 5
_SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO,YMD",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": "30s",
    "jit": "off",
}
Rows = list[dict[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class Reader:
    """Reads as one role within one transaction that sees one state of the database."""

    connection: Connection
    role: str

    def rows(self, sql: str, **parameters: Any) -> Rows:
        """Rows of a SELECT; tables without a schema are the views of schema mart, parameters are written :name."""
        return [dict(row) for row in self.connection.execute(text(sql), parameters).mappings()]

    def one(self, sql: str, **parameters: Any) -> dict[str, Any] | None:
        """The first row, None when there is none."""
        found = self.rows(sql, **parameters)
        return found[0] if found else None

    def value(self, sql: str, **parameters: Any) -> Any:
        """The first column of the first row, None when there is none."""
        return self.connection.execute(text(sql), parameters).scalar()


def pool(url: URL | str, size: int = 4) -> Engine:
    """An engine that keeps up to `size` connections of this process; open it after a fork, never before.

    Raises ConfigurationError, without the address, when it is none.
    """
    try:
        address = make_url(url)
    except Exception:  # noqa: BLE001 - whatever it says may hold the password
        address = None
    if address is None or not address.drivername.startswith("postgresql"):
        raise ConfigurationError("仓库地址必须是 postgresql://… 形式")
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=size,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        pool_recycle=600,
        hide_parameters=True,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "monitor-console",
        },
    )


@guarded
def read(engine: Engine, role: str, work: Callable[[Reader], T]) -> T:
    """What `work` returns from a read-only transaction with that role's rights.

    Raises WarehouseError with the SQLSTATE and none of the server's words.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        return work(_as_role(connection, role))


@guarded
def record(engine: Engine, role: str, work: Callable[[Reader], T]) -> T:
    """The same in a transaction that is committed before this returns: for the functions that record an access."""
    with engine.begin() as connection:
        return work(_as_role(connection, role))


def _as_role(connection: Connection, role: str) -> Reader:
    quoted = role.replace('"', '""')
    connection.exec_driver_sql(f'set local role "{quoted}"')
    connection.exec_driver_sql(f"set local search_path = {MART}, pg_temp")
    return Reader(connection, role)
