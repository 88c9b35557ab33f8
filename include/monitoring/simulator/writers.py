"""Files as departments send them, the same bytes for the same sheet at any time."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pv

from monitoring.simulator.excel import write_xls, write_xlsx
from monitoring.simulator.forms import Form
from monitoring.simulator.sheet import Sheet

_CHUNK = 100_000
_STAMP = (2020, 1, 1, 0, 0, 0)
_WRITTEN = 1577836800  # the same moment: the file is complete, and looks as if it had been for long


def write(sheet: Sheet, form: Form, path: Path, period: str) -> None:
    """Writes the sheet; a view of a database is added to the file, which may hold others already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if form.kind == "database":
        _write_view(sheet, path)
    elif form.kind == "xlsx":
        write_xlsx(sheet, form, path, period)
    elif form.kind == "xls":
        write_xls(sheet, path)
    elif form.kind == "zip_csv":
        _write_zip(sheet, form, path)
    else:
        with path.open("wb") as handle:
            {"csv": _write_csv, "json": _write_json, "jsonl": _write_json}[form.kind](sheet, form, handle)
    os.utime(path, (_WRITTEN, _WRITTEN))


def _table(sheet: Sheet) -> pa.Table:
    return pa.table(sheet.columns)


def _write_csv(sheet: Sheet, form: Form, handle: BinaryIO) -> None:
    mark = '"' if form.quoted else ""
    header = form.delimiter.join(f"{mark}{name}{mark}" for name in sheet.columns) + form.line_end
    handle.write(header.encode(form.encoding))
    body = "utf-8" if form.encoding == "utf-8-sig" else form.encoding
    options = pv.WriteOptions(
        include_header=False,
        delimiter=form.delimiter,
        eol=form.line_end,
        quoting_style="all_valid" if form.quoted else "none",
    )
    table = _table(sheet)
    for start in range(0, len(sheet), _CHUNK):
        buffer = io.BytesIO()
        pv.write_csv(table.slice(start, _CHUNK), buffer, options)
        content = buffer.getvalue()
        handle.write(content if body == "utf-8" else content.decode("utf-8").encode(body))


def _write_zip(sheet: Sheet, form: Form, path: Path) -> None:
    member = zipfile.ZipInfo(path.with_suffix(".csv").name, _STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w", compresslevel=1) as archive, archive.open(member, "w", force_zip64=True) as handle:
        _write_csv(sheet, form, handle)  # type: ignore[arg-type]


def _records(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for batch in _table(sheet).to_batches(max_chunksize=_CHUNK):
        yield from batch.to_pylist()


def _write_json(sheet: Sheet, form: Form, handle: BinaryIO) -> None:
    """One object per line; between them brackets and commas when the file is one array."""
    array = form.kind == "json"
    handle.write(b"[\n" if array else b"")
    for position, record in enumerate(_records(sheet)):
        handle.write(b",\n" if array and position else b"")
        handle.write(json.dumps(record, ensure_ascii=False).encode("utf-8"))
        handle.write(b"" if array else b"\n")
    handle.write(b"\n]\n" if array else b"")


def _write_view(sheet: Sheet, path: Path) -> None:
    """A base table with the bureau's own column names and a view with the headers agreed upon."""
    name = sheet.dataset.split(".")[1]
    columns = {f"f{number:02d}": header for number, header in enumerate(sheet.columns, start=1)}
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(f"CREATE TABLE mz_{name} ({', '.join(f'{column} TEXT' for column in columns)})")
        marks = ", ".join("?" for _ in columns)
        rows = zip(*(values.to_pylist() for values in sheet.columns.values()), strict=True)
        connection.executemany(f"INSERT INTO mz_{name} VALUES ({marks})", rows)
        shown = ", ".join(f'{column} AS "{header}"' for column, header in columns.items())
        connection.execute(f"CREATE VIEW {name} AS SELECT {shown} FROM mz_{name}")
        connection.commit()
    finally:
        connection.close()
