"""Brings a database to the schema this version of the software expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.schema import CreateSchema

from monitoring.warehouse import views
from monitoring.warehouse.errors import WarehouseError, guarded
from monitoring.warehouse.tables import MONITORING, SCHEMAS

_LOCK = 0x6D6F6E69  # "moni": advisory locks are shared by all users of a database, so ours have a number of their own


@guarded
def upgrade(engine: Engine) -> None:
    """Runs the migrations still missing, then renews views and comments; safe to call by several processes at once."""
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for schema in SCHEMAS:
            connection.execute(CreateSchema(schema, if_not_exists=True))
        command.upgrade(alembic_config(connection), "head")
        views.refresh(connection)


@guarded
def pending(engine: Engine) -> list[str]:
    """Migrations this software has and the database has not, in order; all of them for an empty database.

    Raises WarehouseError when the database has one that this software does not know: it is older than the data.
    """
    with engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"version_table_schema": MONITORING}).get_current_revision()
        script = ScriptDirectory.from_config(alembic_config(connection))
    known = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    if found is not None and found not in known:
        raise WarehouseError("仓库的表结构比本程序新")
    return known[known.index(found) + 1 :] if found is not None else known


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for that connection, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config
