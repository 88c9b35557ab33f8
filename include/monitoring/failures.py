"""What may be said about an error, and whether trying again can help.

The words of a library's exception may quote a row (a conversion error shows the value, a constraint error the key).
So of an error that is not this package's own, only its kind and the place are told.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import Literal

from monitoring.errors import LedgerBroken, MonitoringError

Kind = Literal["data", "system", "defect"]
_NO_SPACE = os.strerror(errno.ENOSPC)


@dataclass(frozen=True)
class Failure:
    """kind: data (a person mends the delivery or the configuration, trying again fails the same way), system (disk,
    database or engine did not answer: may pass) or defect (of this software). message holds no value of a row and ends with
    the page that says what to do."""

    kind: Kind
    message: str


def describe(error: Exception) -> Failure:
    """The failure as it may be shown, logged and stored by a scheduler."""
    is_own = type(error).__module__.partition(".")[0] == "monitoring"
    said = str(error) if is_own and not _is_disk_full(error) else f"{_name(error)} in {_place(error)}"
    if _is_disk_full(error):
        said = f"磁盘已满（{_NO_SPACE}），已发布的内容不受影响：{said}"
    message = _with_runbook(said, _runbook(error))
    if isinstance(error, OSError | MemoryError) or _is_disk_full(error):
        return Failure("system", message)
    is_foreseen = isinstance(error, MonitoringError) and not isinstance(error, LedgerBroken)
    return Failure("data" if is_foreseen else "defect", message)


def _with_runbook(message: str, page: str) -> str:
    return message if "docs/runbooks/" in message else f"{message}（处理见 docs/runbooks/{page}）"


def _is_disk_full(error: Exception) -> bool:
    """An engine says so in its own words only; they are looked into and not repeated."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return _NO_SPACE in str(error)


def _runbook(error: Exception) -> str:
    if _is_disk_full(error):
        return "disk_full.md"
    return str(getattr(error, "runbook", MonitoringError.runbook))


def _name(error: Exception) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{name} ({reason})" if reason else name


def _place(error: Exception) -> str:
    place, trace = "code outside the pipeline", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "monitoring":
            place = f"{module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
