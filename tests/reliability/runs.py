"""A run of a month in a process of its own, to which something happens at one of its points."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import make_url

from monitoring.errors import MonitoringError
from monitoring.period import Period
from monitoring.warehouse.cluster import Cluster
from monitoring.warehouse.server import engine_for
from tests.lib.warehouse import layout_at
from tests.reliability.methods import METHODS, Month
from tests.reliability.points import Fault, Points, install

KILL, FREEZE, CRASH, CUT = "kill", "freeze", "crash", "cut"
KILLED, DONE = "killed", "done"
_PATIENCE_SECONDS = 60

# One process has everything imported and is forked for each run: a run then starts in milliseconds.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Run:
    """home: the data folder, whose server a crash ends; fault: KILL, FREEZE, CRASH or CUT, at point number `at`."""

    address: str
    home: Path
    period: Period
    marts: dict[str, Path]
    method: str = "careful"
    fault: str = KILL
    at: int = 0


@dataclass(frozen=True)
class Outcome:
    """how: KILLED, DONE, or the name of the error the run stopped with; points: those it passed."""

    how: str
    points: list[str]


class Running:
    """A run under way."""

    def __init__(self, run: Run) -> None:
        self._receiver, sender = _processes.Pipe(duplex=False)
        self._process: ForkServerProcess = _processes.Process(target=_body, args=(run, sender))
        self._process.start()
        sender.close()

    def wait_until_frozen(self) -> None:
        """Raises TimeoutError when the run does not stop at its point."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while psutil.Process(self._process.pid).status() != psutil.STATUS_STOPPED:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.005)

    def thaw(self) -> None:
        os.kill(self._process.pid or 0, signal.SIGCONT)

    def outcome(self) -> Outcome:
        """Waits for the end."""
        found = Outcome(KILLED, [])
        with suppress(EOFError):
            found = self._receiver.recv()
        self._process.join(_PATIENCE_SECONDS)
        if found.how == KILLED and self._process.exitcode != -signal.SIGKILL:
            raise AssertionError(f"a run ended by itself, with exit code {self._process.exitcode}")
        return found


def execute(run: Run) -> Outcome:
    """Runs to the end, whichever it is."""
    return Running(run).outcome()


def crash(home: Path) -> None:
    """Kills the folder's server with all its processes, as a power cut does."""
    number = int((Cluster(layout_at(home).postgres).data / "postmaster.pid").read_text().splitlines()[0])
    server = psutil.Process(number)
    server.suspend()
    everybody = [*server.children(recursive=True), server]
    for process in everybody:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(everybody, _PATIENCE_SECONDS)


def cut(what: str, connection: psycopg.Connection[Any]) -> None:
    """Loses the connection; of what was done already, a commit too, the answer never comes."""
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    if what.startswith("after"):
        raise psycopg.OperationalError("the connection was lost")


def _body(run: Run, sender: Connection) -> None:
    faults: dict[str, Fault] = {
        KILL: lambda *_: os.kill(os.getpid(), signal.SIGKILL),
        FREEZE: lambda *_: os.kill(os.getpid(), signal.SIGSTOP),
        CRASH: lambda *_: crash(run.home),
        CUT: cut,
    }
    points = Points(run.at, faults[run.fault])
    install(points)
    month = Month(engine_for(make_url(run.address)), layout_at(run.home), run.period, run.marts)
    how = DONE
    try:
        METHODS[run.method](month, points)
    except MonitoringError as error:
        how = type(error).__name__
    sender.send(Outcome(how, points.passed))
