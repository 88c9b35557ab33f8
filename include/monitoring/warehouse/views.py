"""The views analysts read, and the comments of everything, derived from the table definitions after each migration."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import ExecutableDDLElement, SetColumnComment, SetTableComment

from monitoring.warehouse import roles
from monitoring.warehouse.tables import MART, MARTS, MONITORING, metadata

_SCHEMA_MEANING = "供分析使用的视图：每张表只含各月正在发布的版本"


def refresh(connection: Connection) -> bool:
    """Builds schema `mart`, all comments and all rights anew when their definition has changed; returns whether it did.

    Readers wait while it does; what does not differ is left alone.
    """
    statements = [*_statements(connection), *roles.statements(roles.ensure_roles(connection))]
    mark = f"{_SCHEMA_MEANING}（定义 {hashlib.sha256(chr(10).join([roles.CLOSED, *statements]).encode()).hexdigest()[:16]}）"
    found = connection.execute(text("select obj_description(to_regnamespace(:s))"), {"s": MART}).scalar()
    if found == mark:
        return False
    roles.close(connection)
    for statement in [*statements, f"comment on schema {MART} is '{mark}'"]:
        connection.exec_driver_sql(statement)
    return True


def _statements(connection: Connection) -> list[str]:
    comments: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        comments += [SetTableComment(table), *(SetColumnComment(column) for column in table.columns)]
    schema = [f"drop schema if exists {MART} cascade", f"create schema {MART}"]
    views = [line for table in MARTS.values() if table.schema == MONITORING for line in _view(table)]
    return [*(str(comment.compile(dialect=connection.dialect)) for comment in comments), *schema, *views]


def _view(table: Table) -> list[str]:
    columns = ", ".join(f"t.{column.name}" for column in table.columns)
    view = f"{MART}.{table.name}"
    return [
        f"create view {view} with (security_invoker = true) as select {columns} from {table.schema}.{table.name} as t "
        f"join {MONITORING}.current_publication as c on c.period = t.period and c.version = t.version",
        f"comment on view {view} is {_quoted(table.comment)}",
        *(f"comment on column {view}.{column.name} is {_quoted(column.comment)}" for column in table.columns),
    ]


def _quoted(comment: str | None) -> str:
    return "'" + (comment or "").replace("'", "''") + "'"
