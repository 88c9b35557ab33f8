"""Alembic's entry: runs migrations on the connection it was given, inside the caller's transaction."""

from alembic import context

from monitoring.warehouse.tables import MONITORING, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=MONITORING,
    include_schemas=True,
)
context.run_migrations()
