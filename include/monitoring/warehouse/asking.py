"""Questions of people: asked as the role they have, read only, one statement, with an end to rows and time.

Whoever holds the owner's login can take its rights back; for them the role keeps from mistakes only. An analyst's own
login is a member of the role and of nothing else (docs/analyst.md): for it there is nothing to take back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.warehouse import roles
from monitoring.warehouse.access import reader
from monitoring.warehouse.errors import translate
from monitoring.warehouse.tables import MART

ROLES = {name.removeprefix("monitor_"): name for name in (roles.ANALYST, roles.OPERATOR, roles.ENGINEER, roles.AUDITOR)}
_SAID = {
    "25006": "只能读取，不能修改",
    "42601": "SQL 写法有误（一次只能写一条 select）",
    "42P01": "没有这张表或视图；可用的见 docs/tables.md",
    "42703": "没有这一列；可用的见 docs/tables.md",
}


class QueryRefused(MonitoringError):
    """The question was not answered: not allowed, not understood, or it took too long. Quotes nothing of a row."""


@dataclass(frozen=True)
class Answer:
    """is_cut: there were more rows than asked for."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def ask(engine: Engine, sql: str, *, role: str = "analyst", limit: int = 10_000, seconds: int = 60) -> Answer:
    """The rows of one SELECT, read as that role of ROLES; tables without a schema are the views of schema `mart`.

    Raises QueryRefused, ConfigurationError for an unknown role or one this login does not have.
    """
    with reading_as(engine, role, seconds) as connection:
        try:
            with psycopg_of(connection).cursor() as cursor:
                # Prepared, for then the server takes one statement only; a cursor, for then it may only read.
                cursor.execute(f"declare asked no scroll cursor for {sql.strip().rstrip(';')}", prepare=True)
                cursor.execute(f"fetch forward {limit + 1} from asked")
                columns = [column.name for column in cursor.description or ()]
                rows = cursor.fetchall()
        except psycopg.Error as error:
            refusal = _refusal(error, role, seconds)
        else:
            return Answer(columns, rows[:limit], len(rows) > limit)
    raise refusal


@contextmanager
def reading_as(engine: Engine, role: str, seconds: int) -> Iterator[Connection]:
    """One read-only transaction that sees one state, with the rights of that role."""
    if role not in ROLES:
        raise ConfigurationError(f"没有角色 {role}；可选 {'、'.join(ROLES)}")
    with reader(engine) as connection:
        become(connection, role)
        connection.exec_driver_sql(f"set local search_path = {MART}")
        connection.exec_driver_sql(f"set local statement_timeout = '{seconds}s'")
        yield connection


def psycopg_of(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's connection below."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the warehouse is reached through psycopg")
    return driver


def become(connection: Connection, role: str) -> None:
    """Takes that role of ROLES until the transaction ends; raises ConfigurationError when this login cannot."""
    try:
        connection.exec_driver_sql(f"set local role {ROLES[role]}")
    except DBAPIError as error:
        state = translate(error).sqlstate
    else:
        return
    if state == "22023":
        raise ConfigurationError("仓库里还没有各角色：先运行 monitor migrate")
    if state == "42501":
        raise ConfigurationError(f"这个登录没有 {role} 角色：请数据库管理员授予 {ROLES[role]}")
    raise QueryRefused(f"不能以 {role} 角色查询（SQLSTATE {state}）")


def _refusal(error: psycopg.Error, role: str, seconds: int) -> QueryRefused:
    state = error.sqlstate or "无"
    if state == "42501":
        allowed = "受限的身份数据（restricted）不提供给查询" if role == "analyst" else "该角色看不到这些数据"
        return QueryRefused(f"没有权限：以 {role} 角色读取，{allowed}；可用的视图见 docs/tables.md")
    if state == "57014":
        return QueryRefused(f"超过 {seconds} 秒，已停止：缩小范围（例如加上 period = …），或用 --seconds 放宽")
    position = error.diag.statement_position
    said = _SAID.get(state, "查询不能执行")
    # The position counts from the server's own prefix.
    near = f"，约在第 {max(int(position) - len('declare asked no scroll cursor for '), 1)} 个字符" if position else ""
    return QueryRefused(f"{said}（SQLSTATE {state}{near}）")
