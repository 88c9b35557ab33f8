"""A month through the services of docker-compose.yaml without containers (bin/native.py), in a process that can be ended."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from monitoring.settings import PROJECT

DEPARTMENTS = "public_security,civil_affairs,water"
_LIBRARIES, _LOCK = PROJECT / ".venv-production", PROJECT / "requirements-production.lock"
_MONTH_SECONDS, _STOP_SECONDS = 2400, 90


def lacking() -> str | None:
    """What this machine has not and the services need."""
    return None if shutil.which("redis-server") else "redis-server is not installed"


@contextmanager
def celery_month(home: Path, residents: int = 1_500) -> Iterator[dict[str, Any]]:
    """What trial.json says; home then holds all that every service has said or kept. No process is left afterwards.

    Raises CalledProcessError when the month did not end or was not what an undisturbed one is, and AssertionError when
    the trial itself left a process running.
    """
    python, said = production(), home.with_name(f"{home.name}.txt")
    command = [python, "bin/native.py", "--home", home, "--residents", str(residents), "--departments", DEPARTMENTS]
    try:
        with said.open("wb") as output:
            trial = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output, start_new_session=True)
            try:
                code = trial.wait(_MONTH_SECONDS)
            finally:
                _end(trial)
        if code:
            raise subprocess.CalledProcessError(code, "bin/native.py", said.read_text(encoding="utf-8"))
        left = [process.name() for process in processes_of(home)]
        assert not left, f"left running: {left}"
        said.rename(home / "terminal.txt")
        yield json.loads((home / "trial.json").read_text(encoding="utf-8"))
    finally:
        for process in processes_of(home):
            with suppress(psutil.NoSuchProcess):
                process.kill()


def processes_of(home: Path) -> list[psutil.Process]:
    """Living processes that work for or in that folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            where = (process.environ().get("MONITOR_HOME", ""), process.cwd(), *process.cmdline())
            if process.status() != psutil.STATUS_ZOMBIE and any(str(home) in text for text in where):
                found.append(process)
    return found


def _end(trial: subprocess.Popen[bytes]) -> None:
    if trial.poll() is None:
        trial.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            trial.wait(_STOP_SECONDS)
        trial.kill()
        trial.wait()


def production() -> Path:
    """Python with the libraries of production, made anew when their lock has changed."""
    python, stamp = _LIBRARIES / "bin" / "python", _LIBRARIES / ".lock"
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, _LIBRARIES], check=True)
        install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "--require-hashes"]
        subprocess.run([*install, "-r", _LOCK], check=True)
        stamp.write_text(wanted, encoding="ascii")
    return python
