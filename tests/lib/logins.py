"""A login for every role of the warehouse, and what it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from monitoring.warehouse import roles
from monitoring.warehouse.tables import MARTS, MONITORING, metadata

LOGINS = {role: f"login_{role.removeprefix('monitor_')}" for role in roles.ROLES}
OBJECTS = sorted(
    [f"{table.schema}.{table.name}" for table in metadata.sorted_tables]
    + [f"mart.{name}" for name, table in MARTS.items() if table.schema == MONITORING]
)
# Insufficient rights; not a table; a view that nobody can write; a role that cannot be taken; not in this build.
REFUSED = ("42501", "42809", "55000", "22023", "0A000")
READERS = [role for role in roles.ROLES if role != roles.PIPELINE]
OTHER = "乙乡"
WITHOUT_MONTH = ("monitoring.township_logins", "monitoring.access_log_head")
WITH_MONTH = [name for name in OBJECTS if name not in WITHOUT_MONTH]


@contextmanager
def logins_of(warehouse: Engine) -> Iterator[dict[str, Engine]]:
    """An engine per role, each a login that is a member of it and of nothing else."""
    with warehouse.begin() as connection:
        for role, login in LOGINS.items():
            connection.exec_driver_sql(f"drop role if exists {login}")
            connection.exec_driver_sql(f"create role {login} login in role {role}")
    engines = {role: create_engine(warehouse.url.set(username=login)) for role, login in LOGINS.items()}
    yield engines
    for engine in engines.values():
        engine.dispose()
    with warehouse.begin() as connection:
        for login in LOGINS.values():
            connection.exec_driver_sql(f"drop role {login}")


def may_read(role: str, name: str) -> bool:
    """Whether the role reads that table or view."""
    return (name.partition(".")[2] in roles.READS[role] and not name.startswith("restricted")) or (
        name == "monitoring.current_publication"
    )


def sqlstate(engine: Engine, statement: str, parameters: dict[str, object] | None = None) -> str | None:
    """None when it ran, else why it did not."""
    return ended(engine, (statement,), parameters)


def ended(engine: Engine, statements: Iterable[str], parameters: dict[str, object] | None = None) -> str | None:
    """The same of several in one session, rolled back."""
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(
                    text(statement.replace(":", r"\:") if parameters is None else statement), parameters or {}
                )
    except DBAPIError as error:
        return str(error.orig.sqlstate) if error.orig is not None else "?"
    return None
