"""Compound files (the container of old workbooks) whose stream bears another name than Workbook."""

from __future__ import annotations

import io

import xlwt

_NAME_BYTES = 64


def old_workbook() -> bytes:
    """A workbook of the older kind with one empty sheet."""
    written = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("Sheet1")
    book.save(written)
    return written.getvalue()


def compound(stream: str) -> bytes:
    """An old workbook whose only stream is renamed: what is inside decides what the file is."""
    data = bytearray(old_workbook())
    place = data.index("Workbook\0".encode("utf-16-le"))
    name = stream.encode("utf-16-le") + b"\0\0"
    data[place : place + _NAME_BYTES + 2] = name.ljust(_NAME_BYTES, b"\0") + len(name).to_bytes(2, "little")
    return bytes(data)
