"""Takes from a process what reading a delivery does not need: memory without end, time, the network, other programs."""

from __future__ import annotations

import ctypes
import resource
import signal
import sys
from typing import Any

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_WRITTEN_BYTES = 8 << 30
_GRACE = 5
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.", "ctypes.dlopen")


class Forbidden(RuntimeError):
    """The reader tried something that no reader needs."""


def confine(memory_mb: int, seconds: int) -> None:
    """Limits this process for the rest of its life; memory_mb: address space, seconds: of processor time.

    Network: a network namespace of its own, without any interface, where the kernel permits that (as root, or with
    user namespaces). Everywhere, and where it does not the only barrier, Python itself refuses to open sockets and to
    start programs; native code could get past that.
    """
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory_mb << 20, memory_mb << 20),
        (resource.RLIMIT_CPU, seconds, seconds + _GRACE),  # the soft limit tells its reason, the hard one only kills
        (resource.RLIMIT_FSIZE, _WRITTEN_BYTES, _WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, most = resource.getrlimit(kind)
        allowed = hard if most == resource.RLIM_INFINITY else min(hard, most)
        resource.setrlimit(kind, (min(soft, allowed), allowed))
    system = ctypes.CDLL(None)
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise Forbidden(event)
