"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from typing import Literal

from monitoring.contract_parts import Form
from monitoring.readers.delivered import Unreadable

Kind = Literal["zip", "ole", "sqlite", "text"]

HEAD_BYTES = 512
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQLITE = b"SQLite format 3\x00"
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"MSCF")
_PICTURES_AND_PROGRAMS = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"PAR1",
    b"MZ",
    b"\x7fELF",
)
_WEB_PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<style", b"<head")
_BLANK = b" \t\r\n"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_EXPECTED: dict[Form, tuple[Kind, ...]] = {
    "xlsx": ("zip", "ole"),
    "xls": ("zip", "ole"),
    "zip_csv": ("zip",),
    "database": ("sqlite",),
}


def check_kind(head: bytes, form: Form) -> Kind:
    """The kind, when it is one the form may be. Raises Unreadable: F005 web page, F008 other kind, F011 other archive."""
    kind = _kind(head)
    if kind not in _EXPECTED.get(form, ("text",)):
        raise Unreadable("F008", "文件内容不是约定的格式", f"按约定的格式（{form}）导出后上传")
    return kind


def _kind(head: bytes) -> Kind | None:
    if head.startswith(_OTHER_ARCHIVES) or head[257:262] == b"ustar":
        raise Unreadable("F011", "不支持的压缩格式", "使用 zip")
    if head.lstrip(b"\xef\xbb\xbf" + _BLANK).lower().startswith(_WEB_PAGE):
        raise Unreadable("F005", "该文件实际为网页格式", "另存为约定的格式后上传")
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_SQLITE):
        return "sqlite"
    return None if head.startswith(_PICTURES_AND_PROGRAMS) or not _may_be_text(head) else "text"


def _may_be_text(head: bytes) -> bool:
    """No text begins with a control character (a dBase or Access file does) or with 0x80 (a pickle does)."""
    return not head or head.startswith(_UTF16_MARKS) or (head[0] >= 0x20 and head[0] != 0x80) or head[0] in _BLANK
