"""Who still uses the private server: leases, and the small process that stops it when nobody does.

A lease is a shared lock on a file, held as long as the process lives; the kernel gives it back however the process
ends. The keeper waits for all leases to be gone, lingers, and stops the server. It needs the standard library only and
is started by its path, so that it costs next to nothing while it waits.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

USERS, KEEPER, STARTING = "users.lock", "keeper.lock", "starting.lock"
LINGER_SECONDS = 15.0
_ATTEMPTS = 4
_LOOKS, _MOMENT_SECONDS = 3, 0.05

_held: dict[Path, IO[bytes]] = {}


def take_lease(folder: Path) -> None:
    """Keeps the server of this folder running until the process ends or drops the lease; waits while it is stopping."""
    if folder in _held:
        return
    handle = (folder / USERS).open("ab")
    fcntl.flock(handle, fcntl.LOCK_SH)
    _held[folder] = handle


def drop_lease(folder: Path) -> None:
    """Gives the lease back; processes forked meanwhile keep theirs."""
    handle = _held.pop(folder, None)
    if handle is not None:
        handle.close()


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Only one process at a time; waits for its turn."""
    with (folder / name).open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def unused(folder: Path) -> Iterator[bool]:
    """Yields whether nobody holds a lease; if so, nobody gets one until the block ends."""
    with (folder / USERS).open("ab") as handle:
        for _ in range(_LOOKS):
            if _try(handle):
                yield True
                return
            # Somebody uses the server, or stops it just now: wait for that. The keeper, too, holds all for a moment.
            fcntl.flock(handle, fcntl.LOCK_SH)
            time.sleep(_MOMENT_SECONDS)
        yield False


def _try(handle: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        return True
    return False


def ensure_keeper(folder: Path, stop: list[str], owner: tuple[int, int] | None) -> None:
    """Starts the keeper unless one is waiting already. stop: the command; owner: uid and gid to run it as."""
    with (folder / KEEPER).open("ab") as handle:
        if not _try(handle):
            return
    arguments = [str(folder), str(LINGER_SECONDS), *(map(str, owner) if owner else ("-", "-")), *stop]
    subprocess.Popen(  # noqa: S603 - own interpreter, own file
        [sys.executable, "-I", "-S", __file__, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


def end_keeper(folder: Path) -> None:
    """Ends the keeper, if one is waiting."""
    with (folder / KEEPER).open("ab+") as handle:
        if _try(handle):
            return
        handle.seek(0)
        number = handle.read().decode()
    if number:
        with suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGTERM)


def keep(folder: Path, linger: float, owner: tuple[int, int] | None, stop: list[str]) -> None:
    """Waits until nobody has used the server for `linger` seconds, then stops it."""
    with (folder / KEEPER).open("ab") as mine, (folder / USERS).open("ab") as users:
        if not _try(mine):
            return
        mine.truncate(0)
        mine.write(str(os.getpid()).encode())
        mine.flush()
        identity = {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}
        for _ in range(_ATTEMPTS):
            _wait_until_unused(users, linger)
            done = subprocess.run(stop, check=False, cwd="/", **identity)  # type: ignore[call-overload]  # noqa: S603
            if done.returncode == 0:
                break
            fcntl.flock(users, fcntl.LOCK_UN)
        # First: whoever waits for a lease must not take this process for a keeper that will go on keeping.
        mine.close()


def _wait_until_unused(users: IO[bytes], linger: float) -> None:
    """Returns holding the lock, so that nobody starts to use the server while it is being stopped."""
    while True:
        fcntl.flock(users, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(linger)
        if _try(users):
            return


if __name__ == "__main__":
    home, seconds, user, group, *stopping = sys.argv[1:]
    keep(Path(home), float(seconds), None if user == "-" else (int(user), int(group)), stopping)
