"""Delivered bytes at rest: encrypted when they are kept, in the clear only while they are read.

landing/<first two>/<sha256>.age holds what was delivered, sealed in chunks of 64 KB (memory does not grow with the
file); the name is the hash of the plain bytes. What is read lies meanwhile in a file of mode 0600 under tmp/opened,
locked by its reader: one whose lock is free belonged to a killed process and is removed by the next who comes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage import x25519

from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.layout import Layout, replacing
from monitoring.sealing_keys import Keys, add_key, forget_older_keys, is_given, load_keys

_HASH = re.compile("[0-9a-f]{64}")


class KeptBytesUnreadable(MonitoringError):
    """What is kept cannot be opened: another key, a damaged file, or it was removed after its time."""


@dataclass(frozen=True)
class Resealed:
    """How many deliveries are kept, how many of them were sealed anew, and the version of the key they are under."""

    kept: int
    changed: int
    version: str


class _Measured:
    """A file that is read or written through, hashed and counted on the way."""

    def __init__(self, inner: IO[bytes] | None) -> None:
        self._inner, self.digest, self.size = inner, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        assert self._inner is not None
        return self._seen(self._inner.read(size))

    def write(self, data: Any) -> int:
        chunk = self._seen(bytes(data))
        return self._inner.write(chunk) if self._inner is not None else len(chunk)

    def flush(self) -> None:
        if self._inner is not None:
            self._inner.flush()

    def _seen(self, chunk: bytes) -> bytes:
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk


def seal(source: IO[bytes], target: Path, layout: Layout) -> tuple[str, int]:
    """Encrypts what source holds into the file target (mode 0440, on the disk when this returns); returns SHA-256 and
    number of bytes of the plain text."""
    with _while_keys_stay(layout):
        return _seal(source, target, load_keys(layout))


def is_kept(layout: Layout, sha256: str) -> bool:
    """Whether the bytes of that hash are there."""
    return layout.landing(sha256).exists() or unsealed(layout, sha256).exists()


def unsealed(layout: Layout, sha256: str) -> Path:
    """Where bytes lie that were kept before keeping meant sealing; `monitor reseal` seals them."""
    return layout.landing(sha256).with_suffix("")


@contextmanager
def opened(layout: Layout, sha256: str) -> Iterator[Path]:
    """The plain bytes of that hash as a private file that is gone afterwards.

    Raises KeptBytesUnreadable when they are not there, do not open with the keys, or are not what the hash says.
    """
    if not layout.landing(sha256).exists() and unsealed(layout, sha256).exists():
        yield unsealed(layout, sha256)
        return
    folder = _private(layout.home / "tmp" / "opened")
    with _alone(folder):
        _remove_abandoned(folder)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{sha256[:12]}-")
        fcntl.flock(handle, fcntl.LOCK_EX)
    with os.fdopen(handle, "wb") as plain:
        try:
            unseal(layout.landing(sha256), plain, load_keys(layout), sha256)
            plain.flush()
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def unseal(sealed: Path, target: IO[bytes] | None, keys: Keys, sha256: str) -> None:
    """Writes the plain bytes to target (None: nowhere, they are examined only). Raises KeptBytesUnreadable."""
    plain = _Measured(target)
    try:
        with sealed.open("rb") as source:
            pyrage.decrypt_io(source, plain, keys.identities)
    except FileNotFoundError:
        raise KeptBytesUnreadable(f"原件 {sha256[:12]} 已不在（可能已按保留期限清除）") from None
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's fault; a damaged file has no number
            raise
        raise KeptBytesUnreadable(f"原件 {sha256[:12]} 无法解密：密钥不对，或文件已损坏") from None
    if plain.digest.hexdigest() != sha256:
        raise KeptBytesUnreadable(f"原件 {sha256[:12]} 与其校验值不符，不能使用")


def reseal(layout: Layout, *, new_key: bool = False) -> Resealed:
    """Brings everything kept under the newest key, then forgets older keys of the key file.

    new_key: makes one first, unless an earlier change was broken off, which is then completed. Nothing is sealed
    meanwhile. Raises ConfigurationError when the keys come from a secret store and a new one is asked for.
    """
    with _while_keys_stay(layout, change=True):
        if new_key and is_given():
            raise ConfigurationError(
                "密钥来自环境变量或密钥文件：把新密钥写在第一行，旧的留在下面，再运行 monitor reseal"
            )
        if new_key and len(load_keys(layout).identities) == 1:
            add_key(layout)
        keys = load_keys(layout)
        found = [path for path in sorted((layout.home / "landing").glob("??/*")) if _HASH.fullmatch(path.stem)]
        changed = [path for path in found if not (path.suffix and _opens(path, keys.newest))]
        for path in changed:
            _reseal(layout, path.stem, keys)
        if not is_given():
            forget_older_keys(layout)
    return Resealed(len(found), len(changed), keys.version)


def _reseal(layout: Layout, sha256: str, keys: Keys) -> None:
    target = layout.landing(sha256)
    with opened(layout, sha256) as plain, plain.open("rb") as source, replacing(target) as temporary:
        if _seal(source, temporary, keys)[0] != sha256:
            raise KeptBytesUnreadable(f"原件 {sha256[:12]} 与其校验值不符，不能使用")
    unsealed(layout, sha256).unlink(missing_ok=True)


def _opens(path: Path, identity: x25519.Identity) -> bool:
    try:
        unseal(path, None, Keys([identity]), path.stem)
    except KeptBytesUnreadable:
        return False
    return True


def sweep(layout: Layout) -> None:
    """Removes plain files that killed processes left open."""
    folder = layout.home / "tmp" / "opened"
    if folder.exists():
        with _alone(folder):
            _remove_abandoned(folder)


def _seal(source: IO[bytes], target: Path, keys: Keys) -> tuple[str, int]:
    plain = _Measured(source)
    with target.open("wb") as written:
        pyrage.encrypt_io(plain, written, [keys.newest.to_public()])
        written.flush()
        os.fchmod(written.fileno(), 0o440)
        os.fsync(written.fileno())
    return plain.digest.hexdigest(), plain.size


def _private(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _remove_abandoned(folder: Path) -> None:
    for path in folder.glob("[!.]*"):
        with path.open("rb") as left:
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds to the folder or sweeps it: a file exists for a moment before its owner holds its lock."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _while_keys_stay(layout: Layout, *, change: bool = False) -> Iterator[None]:
    """Who seals shares this; who changes keys has it alone: nothing is sealed under a key that is being forgotten."""
    path = layout.home / "tmp" / "sealing.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if change else fcntl.LOCK_SH)
        yield
