"""Workbooks of the newer kind, part by part: what no table of data needs, and what would break its reader."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from monitoring.limits import Limits
from monitoring.readers.delivered import Unreadable
from monitoring.readers.gate.container import Container, check_start, damaged, open_container

_CHUNK = 1 << 20
_OVERLAP = 16 << 10
_BOOK = "xl/workbook.xml"
_ACTIVE_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "externallinks/")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)")
_QUOTED_TEXT = re.compile(r'"[^"]*"')
_CALLS_OUT = re.compile(r"\b(?:WEBSERVICE|DDE|CALL|REGISTER(?:\.ID)?|RTD)\s*\(|\w\|(?:'[^']*'|\w+)!", re.IGNORECASE)
_FAR_COLUMN = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\br=["'][A-Z]{3}[0-9]""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*\br=["']([0-9]{1,9})["']""")
_SPARSE_FROM = 10_000
_SPARSE_RATIO = 20


def check_workbook(path: Path, limits: Limits) -> None:
    """Reads every part once, counting. Raises Unreadable: those of the container; F004 damaged, F008 no xlsx, M002
    archive inside, M005 document type declaration, M006 macros or links out of the file, M012 too many sheets, S022
    cells far from the table."""
    with open_container(path, limits) as container:
        names = [name.replace("\\", "/").casefold() for name in container.namelist()]
        if _BOOK not in names:
            raise Unreadable("F008", "文件不是 xlsx 工作簿", "另存为 xlsx 后上传")
        if any(part in name for name in names for part in _ACTIVE_PARTS):
            raise _active()
        if sum(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names) > limits.sheets:
            raise Unreadable("M012", f"工作表超过 {limits.sheets} 个", "只保留约定的工作表")
        for info in container.infolist():
            _check_part(container, info)


def _check_part(container: Container, info: zipfile.ZipInfo) -> None:
    try:
        with container.open(info) as part:
            chunk = part.read(_CHUNK)
            check_start(chunk)
            if chunk.startswith(_UTF16):
                raise Unreadable("M005", "工作簿内部的 XML 不是 UTF-8 编码", "用 Excel 或 WPS 另存后上传")
            if not chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                while chunk:
                    chunk = part.read(_CHUNK)
                return
            seen, rows = b"", _Rows()
            while chunk:
                window = seen + chunk
                _check_text(window)
                rows.count(window, len(seen))
                seen, chunk = window[-_OVERLAP:], part.read(_CHUNK)
            rows.check()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise damaged() from None


def _check_text(text: bytes) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable("M005", "工作簿内部含有文档类型声明", "用 Excel 或 WPS 另存后上传")
    for formula in _FORMULA.findall(text):
        if _CALLS_OUT.search(_QUOTED_TEXT.sub("", html.unescape(formula.decode("utf-8", "replace")))):
            raise _active()
    if _FAR_COLUMN.search(text):
        raise _far()


@dataclass
class _Rows:
    """Rows of a sheet: how many there are, and how far down the last one stands."""

    written: int = 0
    last: int = 0
    _end: int = field(default=0, repr=False)

    def count(self, text: bytes, seen: int) -> None:
        for found in _ROW.finditer(text):
            if found.end() > seen:
                self.written += 1
                self.last = max(self.last, int(found[1]))

    def check(self) -> None:
        if self.last > max(_SPARSE_FROM, self.written * _SPARSE_RATIO):
            raise _far()


def _active() -> Unreadable:
    return Unreadable("M006", "文件含宏、外部链接或调用外部程序的公式", "另存为不含宏和链接的工作簿，公式粘贴为数值")


def _far() -> Unreadable:
    return Unreadable("S022", "工作表已用区域异常（有单元格远离数据）", "删除数据以外的行和列后重新保存")
