"""A step of the pipeline in a process of its own, killed before or after one of the things it does with files."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from monitoring import steps
from monitoring.errors import DeliveryRefused
from tests.lib.county import KEY

_CALLS = ("replace", "rename", "fsync", "unlink", "mkdir")
_PATIENCE_SECONDS = 600
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Passed:
    """points: what was passed, in order; written: files put in place; killed: whether it ended at its point."""

    points: list[str]
    written: list[Path]
    killed: bool


def run_step(home: Path, step: str, arguments: tuple[str, ...], at: int = 0) -> Passed:
    """Runs it to its end, or to point number `at`. Raises AssertionError when it ends in another way."""
    receiver, sender = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_body, args=(home, step, arguments, at, sender))
    process.start()
    sender.close()
    found = Passed([], [], True)
    with suppress(EOFError):
        found = receiver.recv()
    process.join(_PATIENCE_SECONDS)
    if found.killed and process.exitcode != -signal.SIGKILL:
        raise AssertionError(f"{step} ended by itself, with exit code {process.exitcode}")
    return found


def _body(home: Path, step: str, arguments: tuple[str, ...], at: int, sender: Connection) -> None:
    os.environ |= {"MONITOR_HOME": str(home), "MONITOR_PSEUDONYM_KEY": KEY, "MONITOR_SETTLE_SECONDS": "0"}
    points: list[str] = []
    written: list[Path] = []

    def passing(what: str) -> None:
        points.append(what)
        if len(points) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in _CALLS:
        setattr(os, name, _around(getattr(os, name), name, passing, written))
    with suppress(DeliveryRefused):
        getattr(steps, step)(*arguments)
    sender.send(Passed(points, written, killed=False))


def _around(call: Callable[..., Any], name: str, passing: Callable[[str], None], written: list[Path]) -> Any:
    @wraps(call)
    def with_points(*args: Any, **kwargs: Any) -> Any:
        passing(f"before {name}")
        result = call(*args, **kwargs)
        if name in ("replace", "rename"):
            written.append(Path(args[1]))
        passing(f"after {name}")
        return result

    return with_points
