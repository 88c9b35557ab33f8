"""The one way from landed bytes to text: which reader takes a delivery, after a look at its first bytes."""

from __future__ import annotations

from pathlib import Path

from monitoring.contract_parts import Form
from monitoring.contracts import Contract
from monitoring.readers import archive, csv, database, excel, json
from monitoring.readers.delivered import Delivered, Unreadable

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_SQLITE = b"SQLite format 3\x00"
_NEVER = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"PAR1")
_WEB_PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml")
_EXPECTED: dict[Form, tuple[bytes, ...]] = {
    "xlsx": (_ZIP, _OLE),
    "xls": (_ZIP, _OLE),
    "zip_csv": (_ZIP,),
    "database": (_SQLITE,),
}


def open_batches(path: Path, contract: Contract) -> Delivered:
    """The delivered table as text. Raises Unreadable, here or while the batches are taken.

    Every delivered byte is parsed behind this function, so that a process with limits can be put here.
    """
    _check_kind(path, contract.delivery.form)
    match contract.delivery.form:
        case "csv" | "text":
            return csv.read(lambda: path.open("rb"), contract)
        case "zip_csv":
            return csv.read(archive.member(path), contract)
        case "xlsx" | "xls":
            return excel.read(path, contract)
        case "json":
            return json.read_array(path, contract)
        case "jsonl":
            return json.read_lines(path, contract)
        case "database":
            return database.read(path, contract)


def _check_kind(path: Path, form: Form) -> None:
    with path.open("rb") as handle:
        head = handle.read(64)
    if head.startswith(_OTHER_ARCHIVES):
        raise Unreadable("F011", "不支持的压缩格式", "使用 zip")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise Unreadable("F005", "该文件实际为网页格式", "另存为约定的格式后上传")
    expected = _EXPECTED.get(form)
    foreign = (*_NEVER, _ZIP, _OLE, _SQLITE)
    if (expected is None and head.startswith(foreign)) or (expected and not head.startswith(expected)):
        raise Unreadable("F008", "文件内容不是约定的格式", f"按约定的格式（{form}）导出后上传")
