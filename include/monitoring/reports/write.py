"""Writes a month's files into its folder and takes away those of townships and departments no longer in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from monitoring.layout import replacing
from monitoring.reports.bulletin import editions
from monitoring.reports.correction_workbook import write_corrections
from monitoring.reports.corrections import Corrections
from monitoring.reports.data import MonthData
from monitoring.reports.department_corrections import department_corrections
from monitoring.reports.township import Township, townships
from monitoring.reports.validation_page import validation_page
from monitoring.reports.workbook import write_workbook

WORKBOOKS = "工作簿"
CORRECTIONS = "改正清单"
_UNSAFE = re.compile(r"[^\w·（）()-]")


def write_reports(data: MonthData, folder: Path) -> list[dict[str, Any]]:
    """Every file of the month, each put in place whole: name (relative to folder), sha256 and bytes, sorted by name.

    The same rows give the same bytes, on any day.
    """
    books = townships(data)
    names = workbook_names(books, data.period)
    corrections = {
        f"{CORRECTIONS}_{_safe(data.department(code))}_{data.period}.xlsx": book
        for code, book in department_corrections(data).items()
    }
    bulletins = dict(file for is_public in (False, True) for file in editions.files(data, is_public=is_public))
    written = [
        *(_write(folder, name, _bytes(content)) for name, content in bulletins.items()),
        _write(folder, f"数据质量_{data.period}.html", _text(validation_page(data))),
        *(_write(folder, f"{WORKBOOKS}/{name}", _book(book, data)) for book, name in zip(books, names, strict=True)),
        *(_write(folder, f"{CORRECTIONS}/{name}", _corrections(book)) for name, book in corrections.items()),
    ]
    _remove_others(folder, data.period, bulletins, "月报_*{}.pdf")
    _remove_others(folder / WORKBOOKS, data.period, names)
    _remove_others(folder / CORRECTIONS, data.period, corrections)
    return sorted(written, key=lambda file: str(file["name"]))


def workbook_names(books: list[Township], period: str) -> list[str]:
    """A file name for every book: the township's name, without what a path could misread; never the same twice."""
    names: list[str] = []
    for book in books:
        safe = _safe(book.name)
        name = f"{safe}_{period}.xlsx"
        if safe != book.name or name in names:
            mark = hashlib.sha256(f"{book.has_place}{book.name}".encode()).hexdigest()[:6]
            name = f"{safe}_{mark}_{period}.xlsx"
        names.append(name)
    return names


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name)[:40]


def _remove_others(folder: Path, period: str, names: Collection[str], pattern: str = "*_{}.xlsx") -> None:
    for stale in sorted(folder.glob(pattern.format(period))):
        if stale.name not in names and not stale.name.startswith("."):
            stale.unlink()


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda target: target.write_bytes(content)


def _text(content: str) -> Callable[[Path], object]:
    return lambda target: target.write_text(content, encoding="utf-8", newline="\n")


def _book(book: Township, data: MonthData) -> Callable[[Path], object]:
    return lambda target: write_workbook(book, data, target)


def _corrections(book: Corrections) -> Callable[[Path], object]:
    return lambda target: write_corrections(book, target)


def _write(folder: Path, name: str, fill: Callable[[Path], object]) -> dict[str, Any]:
    target = folder / name
    with replacing(target) as temporary:
        fill(temporary)
    content = target.read_bytes()
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
