"""Brings a database to the schema this version of the software expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.schema import CreateSchema

from monitoring.warehouse import views
from monitoring.warehouse.errors import guarded
from monitoring.warehouse.tables import SCHEMAS

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


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for that connection, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config
