"""A full disk, really full: a file system of 64 KB, mounted where only one child process sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ALONE = ["unshare", "--map-root-user", "--mount"]
# PostgreSQL runs as a user of its own, which a mapped root does not have.
ALONE_AS_ROOT = ["unshare", "--mount"]
_MOUNT = 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"'


def can_mount() -> bool:
    """Whether this machine lets a process have a file system of its own."""
    return subprocess.run([*_ALONE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0


def can_mount_as_root() -> bool:
    """Whether this process is root and may mount a disk that nobody else sees."""
    return subprocess.run([*ALONE_AS_ROOT, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0


def on_a_small_disk(folder: Path, script: str) -> str:
    """Runs Python with folder as a disk of 64 KB; returns what it printed. The script gets the folder as sys.argv[1]."""
    command = [*_ALONE, "sh", "-c", _MOUNT, "sh", str(folder), sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    return done.stdout
