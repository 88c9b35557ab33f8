"""The XML of one sheet of an xlsx, for what the reader of workbooks does not tell. Parsed only where there are traces."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from monitoring.readers.delivered import Unreadable

_ZIP = b"PK\x03\x04"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CHUNK = 1 << 20
_OVERLAP = 256
_FORMULAS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ")
_ERRORS = (b't="e"', b"t='e'")
_HIDDEN = (b'hidden="1"', b'hidden="true"', b"hidden='1'")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*hidden=["'](?:1|true)""")
_CELL = re.compile("([A-Z]+)([0-9]+)")

Attributes = dict[str, str]


@dataclass
class Marks:
    """hidden: positions of hidden rows; errors: position -> places (from 0) of error values such as #N/A; formulas: the
    same of formulas that carry no value."""

    hidden: set[int] = field(default_factory=set)
    errors: dict[int, list[int]] = field(default_factory=dict)
    formulas: dict[int, list[int]] = field(default_factory=dict)


def read_marks(path: Path, sheet: str) -> Marks:
    """Marks of the sheet of that name; none for workbooks of the older kind. Raises Unreadable: F004 damaged, M005 a
    document type declaration."""
    with path.open("rb") as handle:
        if handle.read(len(_ZIP)) != _ZIP:
            return Marks()
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part(archive, sheet)
            if part is None or not _has_traces(archive, part):
                return Marks()
            reader = _SheetReader()
            _parse(archive, part, reader.start, reader.end, reader.text)
            return reader.marks
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError):
        raise Unreadable("F004", "工作簿内部已损坏", "重新导出并完整上传") from None


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the sheet's part; None when the workbook does not say."""
    links: dict[str, str] = {}
    ids: list[str] = []

    def note_sheet(name: str, attributes: Attributes) -> None:
        if _local(name) == "sheet" and attributes.get("name") == sheet:
            ids.extend(value for key, value in attributes.items() if _local(key) == "id")

    def note_link(name: str, attributes: Attributes) -> None:
        if _local(name) == "Relationship":
            links[attributes.get("Id", "")] = attributes.get("Target", "")

    if not {_BOOK, _LINKS} <= set(archive.namelist()):
        return None
    _parse(archive, _BOOK, note_sheet)
    _parse(archive, _LINKS, note_link)
    target = next((links[found] for found in ids if found in links), None)
    part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else None
    return part if part in archive.namelist() else None


def _has_traces(archive: zipfile.ZipFile, part: str) -> bool:
    seen = b""
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            window = seen + chunk
            if any(mark in window for mark in _FORMULAS + _ERRORS):
                return True
            if any(mark in window for mark in _HIDDEN) and _HIDDEN_ROW.search(window):
                return True
            seen = window[-_OVERLAP:]
    return False


class _SheetReader:
    """Follows rows and cells; a place that is not written is the one after the last."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._row = 0
        self._place = -1
        self._is_text = self._is_formula = self._has_value = self._in_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        match _local(name):
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._place = -1
                if attributes.get("hidden") in ("1", "true"):
                    self.marks.hidden.add(self._row)
            case "c":
                found = _CELL.fullmatch(attributes.get("r", ""))
                self._place = _place(found[1]) if found else self._place + 1
                self._is_text = attributes.get("t") == "str"
                if attributes.get("t") == "e":
                    self.marks.errors.setdefault(self._row, []).append(self._place)
                self._is_formula = self._has_value = False
            case "f":
                self._is_formula = True
            case "v":
                self._in_value = True
                self._has_value = self._is_text  # a formula may well give an empty text

    def text(self, _: str) -> None:
        self._has_value = self._has_value or self._in_value

    def end(self, name: str) -> None:
        match _local(name):
            case "v":
                self._in_value = False
            case "c" if self._is_formula and not self._has_value:
                self.marks.formulas.setdefault(self._row, []).append(self._place)


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise Unreadable("M005", "工作簿内部含有文档类型声明", "用 Excel 或 WPS 另存后上传")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
