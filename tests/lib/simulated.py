"""A small simulated county and its deliveries as somebody reads them who knows the pipeline's readers not."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import xlrd

from monitoring.period import Period
from monitoring.simulator.forms import FORMS
from monitoring.simulator.simulate import simulate

SEED, RESIDENTS = 5, 3000
MONTHS = (Period(2026, 8), Period(2026, 9))
Rows = list[dict[str, str | None]]
_FOLDER = tempfile.TemporaryDirectory(prefix="county-")


@cache
def small_county() -> Path:
    """Two months, August and September, simulated once per process."""
    simulate(SEED, RESIDENTS, list(MONTHS), Path(_FOLDER.name))
    return Path(_FOLDER.name)


def delivered(county: Path, dataset: str, period: Period) -> Path:
    """Where the dataset's file should be."""
    return county / "inbox" / str(period) / dataset.split(".")[0] / FORMS[dataset].file_name(str(period))


def present(county: Path, period: Period) -> Iterator[str]:
    """Datasets that were delivered."""
    return (dataset for dataset in FORMS if delivered(county, dataset, period).exists())


def sheet_rows(path: Path) -> list[list[Any]]:
    """Every cell of the first sheet."""
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


@cache
def read(county: Path, dataset: str, period: Period) -> Rows:
    """Rows as delivered, by header; blank cells are None."""
    form, path = FORMS[dataset], delivered(county, dataset, period)
    if form.kind in ("csv", "zip_csv"):
        content = path.read_bytes()
        if form.kind == "zip_csv":
            with zipfile.ZipFile(path) as archive:
                (member,) = archive.namelist()
                content = archive.read(member)
        reader = csv.DictReader(io.StringIO(content.decode(form.encoding)), delimiter=form.delimiter)
        return [{header: value or None for header, value in row.items()} for row in reader]
    if form.kind in ("json", "jsonl"):
        text = path.read_text(encoding="utf-8")
        found: Rows = json.loads(text) if form.kind == "json" else [json.loads(line) for line in text.splitlines()]
        return found
    if form.kind == "database":
        with sqlite3.connect(path) as connection:
            cursor = connection.execute(f"select * from {dataset.split('.')[1]}")
            headers = [column[0] for column in cursor.description]
            return [dict(zip(headers, row, strict=True)) for row in cursor]
    rows: list[list[Any]]
    if form.kind == "xls":
        sheet = xlrd.open_workbook(path).sheet_by_index(0)
        rows = [[value or None for value in sheet.row_values(i)] for i in range(sheet.nrows)]
    else:
        rows = sheet_rows(path)
    start = 2 if form.merged else form.title_rows + 1
    headers = [lower or upper for lower, upper in zip(rows[start - 1], rows[start - 2], strict=True)]
    return [dict(zip(headers, row, strict=True)) for row in rows[start:]]


def key(county: Path, period: Period, name: str) -> Rows:
    """Rows of one file of the answer key."""
    path = county / "answer_key" / str(period) / f"{name}.csv"
    return list(csv.DictReader(path.open(encoding="utf-8", newline="")))
