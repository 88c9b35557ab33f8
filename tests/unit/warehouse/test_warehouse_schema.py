"""The migrated database is the one the software describes, and every column says what it means."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from monitoring.marts_schema import MART_TABLES, mart_schema
from monitoring.warehouse.migrate import upgrade
from monitoring.warehouse.tables import MARTS, MONITORING, metadata

OPTIONS = {"include_schemas": True, "version_table_schema": MONITORING, "compare_type": True}


def test_migrations_lead_to_the_tables_the_software_expects(warehouse: Engine) -> None:
    with warehouse.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), metadata) == []


@pytest.mark.parametrize("name", sorted(MARTS))
def test_a_row_is_identified_by_the_key_of_its_definition(warehouse: Engine, name: str) -> None:
    definition = next(table for table in MART_TABLES if table.name == name)
    found = inspect(warehouse)
    keys = [tuple(found.get_pk_constraint(name, MARTS[name].schema)["constrained_columns"])]
    keys += [tuple(unique["column_names"]) for unique in found.get_unique_constraints(name, MARTS[name].schema)]
    assert ("period", "version", *definition.key) in keys


def test_upgrading_again_changes_nothing(warehouse: Engine) -> None:
    catalogue = text("select oid, relname from pg_class where relnamespace = 'mart'::regnamespace order by oid")
    with warehouse.connect() as connection:
        before = connection.execute(catalogue).all()
    upgrade(warehouse)
    with warehouse.connect() as connection:
        assert connection.execute(catalogue).all() == before


def test_every_table_view_and_column_has_a_comment(warehouse: Engine) -> None:
    silent = text(
        "select c.relnamespace::regnamespace || '.' || c.relname || coalesce('.' || a.attname, '')"
        " from pg_class as c left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0"
        " where c.relnamespace in ('mart'::regnamespace, 'monitoring'::regnamespace, 'restricted'::regnamespace)"
        " and c.relkind in ('r', 'v') and c.relname <> 'alembic_version'"
        " and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)"
    )
    with warehouse.connect() as connection:
        assert connection.execute(silent).scalars().all() == []


def test_there_is_a_view_for_every_table_but_the_restricted_one(warehouse: Engine) -> None:
    assert set(inspect(warehouse).get_view_names("mart")) == set(mart_schema()) - {"people"}
