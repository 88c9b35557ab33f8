"""Brings a database to the schema this version of the software expects."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.schema import CreateSchema

from monitoring.warehouse import views
from monitoring.warehouse.errors import OtherSchema, guarded
from monitoring.warehouse.tables import MONITORING, SCHEMAS

_MIGRATIONS = Path(__file__).with_name("migrations")
_IDLE_SECONDS = 20
_LOCK = 0x6D6F6E69  # "moni": advisory locks are shared by all users of a database, so ours have a number of their own


@guarded
def upgrade(engine: Engine) -> None:
    """Runs the migrations still missing, then renews views and comments; safe to call by several processes at once.

    Raises OtherSchema when the database has one that this software does not know.
    """
    with engine.begin() as connection:
        # Everybody passes here: a process frozen in it must not keep all others waiting.
        connection.exec_driver_sql(f"set local idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _missing(connection)
        for schema in SCHEMAS:
            connection.execute(CreateSchema(schema, if_not_exists=True))
        command.upgrade(alembic_config(connection), "head")
        views.refresh(connection)


@guarded
def pending(engine: Engine) -> list[str]:
    """Migrations this software has and the database has not, in order; all of them for an empty database.

    Raises OtherSchema when the database has one that this software does not know: it is older than the data.
    """
    with engine.connect() as connection:
        return _missing(connection)


def require_own_schema(connection: Connection) -> None:
    """Raises OtherSchema unless the database is, in this transaction's eyes, at the schema this software expects."""
    found = connection.execute(text(f"select version_num from {MONITORING}.alembic_version")).scalar_one_or_none()
    if found != _revisions()[-1]:
        raise OtherSchema


def _missing(connection: Connection) -> list[str]:
    found = MigrationContext.configure(connection, opts={"version_table_schema": MONITORING}).get_current_revision()
    known = _revisions()
    if found is not None and found not in known:
        raise OtherSchema
    return list(known[known.index(found) + 1 :] if found is not None else known)


@cache
def _revisions() -> tuple[str, ...]:
    script = ScriptDirectory(str(_MIGRATIONS))
    return tuple(revision.revision for revision in reversed(list(script.walk_revisions())))


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for that connection, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
