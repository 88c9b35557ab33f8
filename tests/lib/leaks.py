"""Looks into every sink of a data folder for what must never stand there: citizen IDs, join keys, names, phones."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from tests.lib.pdf_text import pdf_texts

# Where identities belong: what was delivered, what is computed from it, the restricted layer and its database.
IDENTIFIABLE = (
    "inbox",
    "answer_key",
    "raw",
    "standardised",
    "staging",
    "intermediate",
    "findings",
    "marts/people",
    "identity",
    "postgres/cluster",
    "warehouse/cluster",
)
DATABASE_LOGS = tuple(f"{folder}/cluster/server.log" for folder in ("postgres", "warehouse", "metadata"))
# By the beginning of a file's place; of two that fit, the longer. Tables of a database are places below its file.
SINKS = {
    "logs of tasks": ("logs",),
    "terminal": ("terminal.txt",),
    "output of a killed worker": ("killed.txt",),
    "XCom": ("airflow/airflow.db/xcom", "dumps/metadata/xcom.txt"),
    "rendered fields": (
        "airflow/airflow.db/rendered_task_instance_fields",
        "dumps/metadata/rendered_task_instance_fields.txt",
    ),
    "metadata database": ("airflow/airflow.db", "dumps/metadata", "metadata/cluster"),
    "results of checks": ("validation",),
    "reports, all parts": ("reports",),
    "ledger and records": ("ledger", "runs", "profiles", "decisions", "sources", "purges"),
    "quarantine": ("quarantine",),
    "landed files": ("landing",),
    "public marts": ("marts",),
    "exports": ("exports",),
    "temporary files": ("tmp", "system_tmp"),
    "PostgreSQL's log": DATABASE_LOGS,
}
# What services apart have besides (bin/native.py): what each says itself, and what goes through the broker.
SERVED = {
    "output of the API server": ("logs/api-server.log",),
    "output of the scheduler": ("logs/scheduler.log",),
    "output of the Dag processor": ("logs/dag-processor.log",),
    "output of the triggerer": ("logs/triggerer.log",),
    "output of a worker, killed once": ("logs/worker-1.log",),
    "output of another worker": ("logs/worker-2.log",),
    "output of the broker": ("logs/broker.log",),
    "output of the first start": ("logs/init.log",),
    "serialized Dags": ("dumps/metadata/serialized_dag.txt",),
    "asset events": ("dumps/metadata/asset_event.txt",),
    "broker": ("broker", "dumps/broker.txt"),
    "results in the broker": ("dumps/results.txt",),
}
OTHER = "other files"
_NUMBER = re.compile(rb"(?<![0-9])5299[0-9]{2}(?:19|20)[0-9]{9}(?![0-9]{2})")
_FIFTEEN = re.compile(rb"(?<![0-9])5299[0-9]{2}[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}(?![0-9])")
_HEXADECIMAL = re.compile(rb"35323939(?:3[0-9]){13,14}")
_PHONE = re.compile(rb"(?<![0-9.])199[0-9]{8}(?![0-9])")
_ENCODED = re.compile(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}={0,2}")
_KINDS = (("number", _NUMBER), ("old number", _FIFTEEN), ("number in hexadecimal", _HEXADECIMAL), ("phone", _PHONE))


@dataclass
class Scan:
    """found: `place: kind` of every leak, sorted, never the value; size: bytes looked at, by sink."""

    found: list[str] = field(default_factory=list)
    size: dict[str, int] = field(default_factory=dict)


def leaks(home: Path, names: frozenset[str] = frozenset()) -> list[str]:
    """What `scan` found."""
    return scan(home, names).found


def scan(home: Path, names: frozenset[str] = frozenset()) -> Scan:
    """Everything outside the places where identities belong, unpacked."""
    wanted = re.compile(b"|".join(re.escape(name.encode()) for name in sorted(names))) if names else None
    done = Scan()
    for place, text in said(home):
        sink = sink_of(place)
        done.size[sink] = done.size.get(sink, 0) + len(text)
        done.found += [f"{place}: {kind}" for kind in _kinds(text, wanted)]
    done.found = sorted(set(done.found))
    return done


def sink_of(place: str) -> str:
    """The name of the sink a place belongs to."""
    sinks = {**SINKS, **SERVED}
    fitting = [(len(start), sink) for sink, starts in sinks.items() for start in starts if _below(place, start)]
    return max(fitting)[1] if fitting else OTHER


def said(home: Path) -> Iterator[tuple[str, bytes]]:
    """(place, text) of everything that can be read there."""
    for path in sorted(home.rglob("*")):
        place = path.relative_to(home).as_posix()
        is_identifiable = place not in DATABASE_LOGS and any(_below(place, start) for start in IDENTIFIABLE)
        if not path.is_file() or is_identifiable:
            continue
        if path.suffix == ".db":
            yield from ((f"{place}/{table}", text) for table, text in _rows(path))
        yield from ((place, text) for text in texts(path))


def texts(path: Path) -> Iterator[bytes]:
    """What a file says, unpacked."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if data[:5] == b"%PDF-":
        yield from pdf_texts(data)
    if data[:4] == b"PAR1":
        out = io.BytesIO()
        pcsv.write_csv(pq.read_table(path), out)
        yield out.getvalue()


def _rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every table's values: in the file a long one is cut into pages."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = database.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        for (table,) in tables:
            for row in database.execute(f'select * from "{table}"'):
                yield table, b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in row if v is not None)


def _kinds(text: bytes, names: re.Pattern[bytes] | None) -> Iterator[str]:
    decoded = b"\n".join(_decoded(match[0]) for match in _ENCODED.finditer(text))
    for kind, pattern in (*_KINDS, ("name", names)):
        if pattern is not None and pattern.search(text):
            yield kind
        if pattern is not None and pattern.search(decoded):
            yield f"{kind} in base64"


def _decoded(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded + b"=" * (-len(encoded) % 4))
    except binascii.Error:
        return b""


def _below(place: str, start: str) -> bool:
    return place == start or place.startswith(f"{start}/")
