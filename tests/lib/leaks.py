"""Looks into every file of a data folder for what must never stand there: citizen IDs, join keys, names, phones."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.csv as pcsv
import pyarrow.parquet as pq

# Where identities belong: what was delivered, what is computed from it, the restricted layer and its database.
IDENTIFIABLE = (
    "inbox",
    "answer_key",
    "landing",
    "raw",
    "standardised",
    "staging",
    "intermediate",
    "findings",
    "marts/people",
    "postgres/cluster",
)
_NUMBER = re.compile(rb"(?<![0-9])5299[0-9]{2}(?:19|20)[0-9]{9}(?![0-9]{2})")
_FIFTEEN = re.compile(rb"(?<![0-9])5299[0-9]{2}[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}(?![0-9])")
_PHONE = re.compile(rb"(?<![0-9.])199[0-9]{8}(?![0-9])")


def files(home: Path) -> Iterator[Path]:
    """Every file outside the places where identities belong, and the database's log."""
    for path in sorted(home.rglob("*")):
        place = path.relative_to(home).as_posix()
        if path.is_file() and not place.startswith(IDENTIFIABLE):
            yield path
    yield from home.glob("postgres/cluster/server.log")


def texts(path: Path) -> Iterator[bytes]:
    """What a file says, unpacked."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if data[:4] == b"PAR1":
        out = io.BytesIO()
        pcsv.write_csv(pq.read_table(path), out)
        yield out.getvalue()


def leaks(home: Path, names: frozenset[str] = frozenset()) -> list[str]:
    """`place: kind` of every leak, sorted; never the value itself."""
    found = set()
    wanted = re.compile(b"|".join(re.escape(name.encode()) for name in sorted(names))) if names else None
    for path in files(home):
        for text in texts(path):
            for kind, pattern in (("number", _NUMBER), ("old number", _FIFTEEN), ("phone", _PHONE), ("name", wanted)):
                if pattern is not None and pattern.search(text):
                    found.add(f"{path.relative_to(home)}: {kind}")
    return sorted(found)
