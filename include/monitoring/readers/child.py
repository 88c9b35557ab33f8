"""Reads a delivery in a process of its own, and tells a file that is too much for it from a machine in trouble."""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitoring.contracts import Contract
from monitoring.limits import reader_memory_mb
from monitoring.readers.delivered import Unreadable
from monitoring.readers.reading import Reading

_PACKAGES = Path(__file__).resolve().parents[2]
_LOG = logging.getLogger(__name__)
# Sent by the machine or a person, not caused by the file.
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class ReaderUnavailable(OSError):
    """No process could read: nothing is known about the delivery, another try may help."""


class ReaderDefect(RuntimeError):
    """A reader failed in a way nobody foresaw; the message names kind and place of the error only."""


def read_apart(target: Path, path: Path, contract: Contract) -> Reading:
    """`reading.read_into` behind limits. Raises Unreadable, with F028 also for what takes too much memory or time or
    brings the reader down; ReaderUnavailable when that is not the file's fault; ReaderDefect."""
    megabytes = path.stat().st_size >> 20
    memory_mb, seconds = reader_memory_mb(), contract.delivery.limits.seconds + megabytes
    answer = _ask(
        {
            "path": str(path),
            "target": str(target),
            "contract": contract.model_dump_json(by_alias=True),
            "memory_mb": memory_mb,
            "seconds": seconds,
        }
    )
    _LOG.info("%s read in %s s, %s MB: %s", contract.dataset, answer["seconds"], answer["memory_mb"], answer["outcome"])
    return _reading(answer, memory_mb, seconds)


def _reading(answer: dict[str, Any], memory_mb: int, seconds: int) -> Reading:
    match answer["outcome"]:
        case "read":
            return Reading.from_json(answer["reading"])
        case "unreadable":
            raise Unreadable(answer["code"], answer["reason"], answer["action"])
        case "memory":
            raise _too_much(f"读取所需内存超过 {memory_mb} MB 上限")
        case "timeout":
            raise _too_much(f"读取时间超过 {seconds} 秒上限")
        case "failed" if answer["kind"] == "system":
            raise ReaderUnavailable(answer["message"])
        case "failed":
            raise ReaderDefect(answer["message"])
    if answer["signal"] is None or answer["signal"] in _FROM_OUTSIDE:
        raise ReaderUnavailable(f"the reading process ended by signal {answer['signal']}")
    if answer["signal"] == signal.SIGXCPU:
        raise _too_much(f"读取时间超过 {seconds} 秒上限")
    raise _too_much(f"读取程序因文件内容异常中止（内存上限 {memory_mb} MB）")


def _too_much(reason: str) -> Unreadable:
    return Unreadable("F028", reason, "检查文件是否异常（空白区域过大、内容重复），必要时与平台管理员联系")


@dataclass
class _Server:
    """The running reading_server of this process. A fork of this process starts its own."""

    process: subprocess.Popen[bytes]
    owner: int = field(default_factory=os.getpid)

    @property
    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, line: bytes) -> bytes:
        """The answer; b"" when the server is gone."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(line)
            self.process.stdin.flush()
        return self.process.stdout.readline()

    def stop(self) -> None:
        """Hangs up, upon which the server ends."""
        if self.is_usable and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()


_lock = threading.Lock()
_servers: list[_Server] = []


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    line = json.dumps(request).encode() + b"\n"
    with _lock:
        for _ in range(2):
            answer = _server().ask(line)
            if answer:
                found: dict[str, Any] = json.loads(answer)
                return found
            _servers.clear()
    raise ReaderUnavailable("the reading process could not be started")


def _server() -> _Server:
    if not _servers or not _servers[0].is_usable:
        _servers[:] = [_start()]
    return _servers[0]


def _start() -> _Server:
    """Its environment holds no secret of this process, and little else."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "monitoring.readers.reading_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Libraries that reserve memory per core would use up the limit on a large machine.
        env={**kept, "PYTHONPATH": str(_PACKAGES), "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
    )
    server = _Server(process)
    atexit.register(server.stop)
    return server
