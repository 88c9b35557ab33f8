"""Program: forks one limited process per delivery, so that none pays for the start of Python and its libraries.

Reads one request (JSON) a line from standard input and answers each with a line; ends when its starter does. It parses
nothing delivered itself. Started by `child`.
"""

from __future__ import annotations

import codecs
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.failures import describe
from monitoring.readers.confinement import confine
from monitoring.readers.delivered import Unreadable
from monitoring.readers.reading import read_into

# What libraries import at first use (pyarrow: pandas) is imported once here, not in every process that is forked.
pa.array(np.arange(1))
codecs.lookup("gb18030")

_REPLY_BYTES = 4 << 20
_WALL_FACTOR = 4
Message = dict[str, Any]


def serve() -> None:
    """Answers until standard input ends."""
    for line in sys.stdin.buffer:
        answer = _apart(json.loads(line))
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _apart(request: Message) -> Message:
    """What the process for this request said, or how it ended without a word."""
    started = time.monotonic()
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _answer_and_end(request, writer)
    os.close(writer)
    said = _listen(reader, process, started + request["seconds"] * _WALL_FACTOR)
    _, status, usage = os.wait4(process, 0)
    ended: Message = {
        "seconds": round(time.monotonic() - started, 3),
        "memory_mb": usage.ru_maxrss >> 10,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
    }
    if said is None:
        return {**ended, "outcome": "timeout"}
    return {**ended, **(json.loads(said) if status == 0 else {"outcome": "died"})}


def _listen(reader: int, process: int, deadline: float) -> bytes | None:
    """What the process writes until it ends; None when it was killed for taking too long, or its starter is gone."""
    said = b""
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    poll.register(0, 0)  # tells when the starter hangs up, nothing else
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while True:
            events = dict(poll.poll(max(0, deadline - time.monotonic()) * 1000))
            if reader not in events or len(said) > _REPLY_BYTES:
                os.kill(process, signal.SIGKILL)
                return None
            chunk = pipe.read(1 << 16)
            if not chunk:
                return said
            said += chunk


def _answer_and_end(request: Message, writer: int) -> None:
    """The life of the limited process; what libraries print goes nowhere, for it may quote a row."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        contract = Contract.model_validate_json(request["contract"])
        confine(request["memory_mb"], request["seconds"])
        answer = _outcome(lambda: read_into(Path(request["target"]), Path(request["path"]), contract).as_json())
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(json.dumps(answer).encode())
        code = 0
    finally:
        os._exit(code)


def _outcome(read: Callable[[], Message]) -> Message:
    try:
        return {"outcome": "read", "reading": read()}
    except Unreadable as problem:
        return {"outcome": "unreadable", "code": problem.code, "reason": problem.reason, "action": problem.action}
    except (MemoryError, pa.ArrowMemoryError):
        return {"outcome": "memory"}
    except Exception as error:  # noqa: BLE001 - its text may quote a row: only its kind and place leave this process
        failure = describe(error)
        return {"outcome": "failed", "kind": failure.kind, "message": failure.message}


if __name__ == "__main__":
    serve()
