"""The first rows of a file nobody has described yet: enough to tell what it is, before a contract says how to read it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from monitoring.contract_parts import Form
from monitoring.limits import Limits
from monitoring.readers import archive
from monitoring.readers.cells import text_of
from monitoring.readers.decoding import marked_encoding
from monitoring.readers.delivered import Unreadable

ROWS = 30
_HEAD_BYTES = 1 << 20
_DELIMITERS = (",", "|", "\t", ";")
_ZIP, _OLE, _SQLITE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\x00"

Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """The first rows of one sheet, view or file as text; name: of the sheet or view, None where there is only one."""

    name: str | None
    rows: Rows


@dataclass(frozen=True)
class Peek:
    """encoding and delimiter are None where the form has none."""

    form: Form
    tables: list[Table]
    encoding: str | None = None
    delimiter: str | None = None


def peek(path: Path) -> Peek:
    """What the file's bytes say it is. Raises Unreadable when they cannot be taken for any form."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES)
    if not head:
        raise Unreadable("F001", "文件为空（0 字节）", "重新导出")
    if head.startswith(_SQLITE):
        return Peek("database", _views(path))
    if head.startswith(_OLE) or (head.startswith(_ZIP) and _is_workbook(path)):
        return Peek("xls" if head.startswith(_OLE) else "xlsx", _sheets(path))
    if head.startswith(_ZIP):
        with archive.Member(path, Limits()).open() as member:
            return _text(member.read(_HEAD_BYTES), "zip_csv")
    return _text(head, None)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as opened:
            return "[Content_Types].xml" in opened.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return False


def _sheets(path: Path) -> list[Table]:
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
        return [Table(name, _texts(islice(book.get_sheet_by_name(name).iter_rows(), ROWS))) for name in names]
    except calamine.PasswordError:
        raise Unreadable("F006", "文件已加密", "去除密码") from None
    except calamine.CalamineError:
        raise Unreadable("F003", "工作簿不完整或已损坏", "重新导出") from None


def _views(path: Path) -> list[Table]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("pragma trusted_schema = off")
            found = connection.execute("select name from sqlite_master where type in ('table', 'view') order by name")
            return [_view(connection, name) for (name,) in found.fetchall()]
    except sqlite3.Error:
        raise Unreadable("F004", "数据库文件已损坏，或视图无法查询", "重新导出") from None


def _view(connection: sqlite3.Connection, name: str) -> Table:
    quoted = '"' + name.replace('"', '""') + '"'
    cursor = connection.execute(f"select * from {quoted} limit {ROWS}")
    return Table(name, [[column[0] for column in cursor.description], *_texts(cursor.fetchall())])


def _texts(rows: Any) -> Rows:
    return [[text_of(cell, None) for cell in row] for row in rows]


def _text(head: bytes, form: Form | None) -> Peek:
    encoding, text = _decoded(head)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if form is None and start in ("[", "{"):
        return Peek("json" if start == "[" else "jsonl", [Table(None, _objects(text))], encoding)
    lines = text.splitlines()[:ROWS]
    delimiter = max(_DELIMITERS, key=lambda candidate: _width(lines, candidate))
    rows = list(islice(_records(text, delimiter), ROWS))
    return Peek(form or ("text" if delimiter == "|" else "csv"), [Table(None, rows)], encoding, delimiter)


def _decoded(head: bytes) -> tuple[str, str]:
    is_whole = len(head) < _HEAD_BYTES
    for name in (marked_encoding(head), "utf-8", "gb18030"):
        if name is not None:
            try:
                return name, codecs.getincrementaldecoder(name)("strict").decode(head, final=is_whole)
            except UnicodeDecodeError:
                continue
    raise Unreadable("E004", "文字编码无法识别", "用 UTF-8 或 GB18030 重新导出")


def _width(lines: Sequence[str], delimiter: str) -> int:
    """How wide most lines are when cut there: a title row above the table does not count."""
    counts = sorted(line.count(delimiter) for line in lines if line.strip())
    return counts[len(counts) // 2] if counts else 0


def _records(text: str, delimiter: str) -> Any:
    source = io.StringIO(text.lstrip("\ufeff"), newline="")
    is_quoted = delimiter != "|"
    try:
        yield from csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE)
    except csv.Error:
        return


def _objects(text: str) -> Rows:
    decoder, place = json.JSONDecoder(), 0
    found: list[dict[str, Any]] = []
    while len(found) < ROWS and (place := text.find("{", place)) >= 0:
        try:
            value, place = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            break
        found.append(value)
    names = list(dict.fromkeys(name for value in found for name in value))
    return [names, *_texts([value.get(name) for name in names] for value in found)]
