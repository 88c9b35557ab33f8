"""What leaves this package when the database objects: SQLSTATE and constraint, never the text, which may quote a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitoring.errors import MonitoringError
from monitoring.warehouse import transport

P = ParamSpec("P")
R = TypeVar("R")

_DISK_FULL = "53100"
_RUNBOOKS = {"53100": "disk_full.md", "55P03": "break_a_lease.md"}
_UNAVAILABLE = ("08", "40", "53", "55", "57", "58")


class WarehouseError(MonitoringError):
    """The database refused a statement. sqlstate: its five characters; constraint: name of the constraint, if any."""

    def __init__(self, message: str, sqlstate: str | None = None, constraint: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.constraint = constraint


class WarehouseUnavailable(WarehouseError, ConnectionError):
    """The database did not answer, was busy or out of resources: the same step may succeed later."""

    runbook = "warehouse_down.md"

    def __init__(self, message: str, sqlstate: str | None = None, constraint: str | None = None) -> None:
        super().__init__(message, sqlstate, constraint)
        self.runbook = _RUNBOOKS.get(sqlstate or "", self.runbook)


class NotTrusted(WarehouseError):
    """The server did not prove that it is the one the address names: nothing was sent, and no second try will help."""

    runbook = "warehouse_down.md"


class OtherSchema(WarehouseError):
    """The tables are not those this software expects: a newer version of it has upgraded them."""

    runbook = "upgrade.md"

    def __init__(self) -> None:
        super().__init__("仓库的表结构比本程序新：已由新版本的程序升级，请用新版本重新运行")


class LeaseLost(MonitoringError):
    """A newer run of the month overtook this one; nothing was changed and nothing needs to be done."""


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """Makes a function raise WarehouseError instead of a driver's exception.

    The new exception is raised after the handler has ended, so that the original, whose detail may quote a row, is
    neither its cause nor its context.
    """

    @wraps(function)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (SQLAlchemyError, psycopg.Error) as error:
            failure = translate(error)
        raise failure

    return door


def translate(error: SQLAlchemyError | psycopg.Error) -> WarehouseError:
    """The error without any text of the server's."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, psycopg.Error):
        return WarehouseError(f"数据库操作失败（{type(error).__name__}）")
    state, constraint = original.sqlstate, original.diag.constraint_name
    if state is None and (reason := transport.distrust(str(original))):
        return NotTrusted(f"没有连接数据库：{reason}")
    named = f"，约束 {constraint}" if constraint else ""
    if state == _DISK_FULL:
        said = f"数据库的磁盘已满（SQLSTATE {state}）：已发布的内容不受影响，腾出空间后重跑"
        return WarehouseUnavailable(said, state, constraint)
    if state is None or state.startswith(_UNAVAILABLE):
        return WarehouseUnavailable(f"数据库暂时不可用（SQLSTATE {state or '无'}），可稍后重试", state, constraint)
    return WarehouseError(f"数据库拒绝了操作（SQLSTATE {state}{named}）", state, constraint)
