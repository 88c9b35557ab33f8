"""The warehouse of this process: opened on first use, never waited for longer than a person would."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from typing import TYPE_CHECKING, TypeVar

from monitoring.errors import MonitoringError
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.settings import Settings, secret

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from monitoring.warehouse.sessions import Reader

ADDRESS_VARIABLE = "MONITOR_CONSOLE_URL"
OPEN_SECONDS = 10
log = logging.getLogger(__name__)
T = TypeVar("T")


class NotOpen(MonitoringError):
    """The warehouse cannot be read now: it starts, does not answer, or is not of this software's schema."""


class Source:
    """A pool of connections per process. Safe to make before a fork: nothing is opened until the first read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._opening: Future[Engine] | None = None

    def read(self, role: str, work: Callable[[Reader], T]) -> T:
        """What `work` returns from a read-only transaction of that role; raises NotOpen."""
        from monitoring.warehouse import sessions

        return self._with(lambda engine: sessions.read(engine, role, work))

    def record(self, role: str, work: Callable[[Reader], T]) -> T:
        """The same in a transaction that is committed before this returns; raises NotOpen."""
        from monitoring.warehouse import sessions

        return self._with(lambda engine: sessions.record(engine, role, work))

    def close(self) -> None:
        """Gives all connections back."""
        with self._lock:
            opening, self._opening = self._opening, None
        if opening is not None and opening.done() and opening.exception() is None:
            opening.result().dispose()

    def _with(self, work: Callable[[Engine], T]) -> T:
        from monitoring.warehouse.errors import WarehouseError, WarehouseUnavailable

        engine = self._engine()
        try:
            return work(engine)
        except WarehouseUnavailable as error:
            # The private server may have been stopped since: the next visitor opens it anew.
            self.close()
            raise NotOpen("仓库没有应答，请稍后再试") from error
        except WarehouseError as error:
            raise NotOpen(_reason(error.sqlstate)) from error

    def _engine(self) -> Engine:
        with self._lock:
            if self._opening is None:
                runner = ThreadPoolExecutor(1, thread_name_prefix="monitor-console-open")
                self._opening = runner.submit(self._open)
                runner.shutdown(wait=False)
            opening = self._opening
        try:
            return opening.result(timeout=OPEN_SECONDS)
        except NotInTime:
            raise NotOpen("仓库正在启动，请过半分钟刷新") from None
        except Exception as error:  # noqa: BLE001 - a page says so, the log what
            self.close()
            log.warning("the console cannot open the warehouse: %s", describe(error).message)
            raise NotOpen("仓库打不开，请稍后再试") from None

    def _open(self) -> Engine:
        from monitoring.townships import township_names
        from monitoring.warehouse import migrate, page_login, server, sessions

        address = secret(ADDRESS_VARIABLE) or self._settings.warehouse_url
        if address:
            return sessions.pool(address)
        url = server.private_url(Layout(self._settings))
        # The private server is this installation's own: nobody else brings it to this software's schema.
        engine = server.engine_for(url)
        migrate.upgrade(engine)
        page_login.prepare(engine, township_names(self._settings.townships, self._settings.county))
        return sessions.pool(url)


def _reason(sqlstate: str | None) -> str:
    if sqlstate in ("42P01", "42703", "42883", "3F000"):
        return "仓库的表结构比网页旧，请运行 monitor migrate"
    if sqlstate in ("42501", "22023", "42704"):
        return "网页的数据库账号缺少权限，请运行 monitor migrate，再看 monitor doctor"
    if sqlstate == "54000":
        return "一小时内查找的次数太多，请稍后再试"
    return f"仓库没有给出结果（SQLSTATE {sqlstate or '无'}）"
