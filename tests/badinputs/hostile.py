"""Containers that no honest system writes."""

from __future__ import annotations

import copy
import io
import struct
import warnings
import zipfile

from tests.badinputs.bench import GOOD, HOUSES, good, table, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
_EMPTY_SHEET = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def workbook(count: int = 20) -> bytes:
    """A good delivery of houses."""
    return xlsx_bytes(table(good(HOUSES, count)))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return written.getvalue()


def with_part(name: str, content: bytes = b"<x/>") -> bytes:
    """A good workbook with one more part."""
    return packed({**members(workbook()), name: content})


def with_text(old: str, new: str, part: str = SHEET) -> bytes:
    """A good workbook in one of whose parts something stands for something else."""
    parts = members(workbook())
    assert old.encode() in parts[part]
    return packed({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)})


def with_cell(cell: str) -> bytes:
    """A good workbook with one more row of that XML."""
    return with_text("</sheetData>", f'<row r="100">{cell}</row></sheetData>')


def far_cell() -> bytes:
    """A small workbook with one stray cell in the last column of the last row."""
    return with_text("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def far_row() -> bytes:
    """A small workbook with one stray cell in the last row."""
    return with_text("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')


def high_ratio_sheet(megabytes: int = 390) -> bytes:
    """A workbook of about a megabyte whose sheet unpacks to hundreds of times as much."""
    parts = members(workbook())
    row = b'<row><c t="inlineStr"><is><t>A</t></is></c></row>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name != SHEET:
                archive.writestr(name, data)
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(_EMPTY_SHEET.encode() + b"<sheetData>")
            block = row * ((1 << 20) // len(row))
            for _ in range(megabytes):
                sheet.write(block)
            sheet.write(b"</sheetData></worksheet>")
    return written.getvalue()


def bomb(megabytes: int = 200) -> bytes:
    """An archive of one file that is nothing but zeros."""
    return packed({"data.csv": bytes(megabytes << 20)})


def overlapping(count: int = 50) -> bytes:
    """Many names for the same packed bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", b"1" * 1000)
        for place in range(count):
            again = copy.copy(archive.filelist[0])
            again.filename = f"data{place}.csv"
            archive.filelist.append(again)
    return written.getvalue()


def twice() -> bytes:
    """Two members of one name, of which readers may see one or the other."""
    written = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(written, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("data.csv", b"1")
        archive.writestr("data.csv", b"2")
    return written.getvalue()


def encrypted() -> bytes:
    """An archive whose member says that it is encrypted."""
    data = bytearray(packed({"data.csv": b"1,2,3"}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def flipped(data: bytes, name: str) -> bytes:
    """The archive with one bit of a member's content changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
        start = info.header_offset + 30 + len(name.encode()) + info.compress_size // 2
    damaged = bytearray(data)
    damaged[start] ^= 1
    return bytes(damaged)


def endless_directory() -> bytes:
    """An archive of sixty thousand empty members."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHHHHII", 70, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + f"{place:070}".encode() for place in range(60_000))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 60_000, 60_000, len(directory), 30, 0)
    return b"PK\x03\x04" + bytes(26) + directory + end


HEADERS_OF_HOUSES = list(GOOD[HOUSES](0))
