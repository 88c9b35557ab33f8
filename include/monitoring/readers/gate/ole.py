"""Workbooks of the older kind (compound files): encryption and macros, told by their streams."""

from __future__ import annotations

from pathlib import Path

import olefile

from monitoring.readers.delivered import Unreadable

_GLOBALS_BYTES = 64 << 10
_FILE_PASS = 0x2F
_END_OF_GLOBALS = 0x0A


def check_ole(path: Path) -> None:
    """Raises Unreadable: F003 damaged, F006 encrypted, F008 no workbook inside, M006 macros."""
    try:
        with olefile.OleFileIO(path) as compound:
            names = {part.casefold() for entry in compound.listdir(streams=True, storages=True) for part in entry}
            book = next((name for name in ("workbook", "book") if name in names), None)
            start = compound.openstream(book).read(_GLOBALS_BYTES) if book else b""
    except (OSError, ValueError, IndexError):
        raise Unreadable("F003", "工作簿不完整或已损坏", "重新导出并完整上传") from None
    if "encryptedpackage" in names or _has_password(start):
        raise Unreadable("F006", "文件已加密", "去除密码后重新上传")
    if names & {"_vba_project_cur", "_vba_project", "macros"}:
        raise Unreadable("M006", "文件含宏", "另存为不含宏的工作簿后上传")
    if book is None:
        raise Unreadable("F008", "文件不是 Excel 工作簿", "另存为 xlsx 后上传")


def _has_password(records: bytes) -> bool:
    place = 0
    while place + 4 <= len(records):
        kind = int.from_bytes(records[place : place + 2], "little")
        if kind in (_FILE_PASS, _END_OF_GLOBALS):
            return kind == _FILE_PASS
        place += 4 + int.from_bytes(records[place + 2 : place + 4], "little")
    return False
