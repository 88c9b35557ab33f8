"""Good rows with one cell written otherwise, and contracts that promise something else: what the cases of cells share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow.parquet as pq

from monitoring.settings import PROJECT
from tests.badinputs.bench import PERIOD, Bench, good
from tests.badinputs.case import Case, Seen

CASES: list[Case] = []
Deliver = Callable[[Bench], Seen]


def cell(dataset: str, header: str, *written: str) -> Deliver:
    """Good rows; the first of them have those texts under the header."""

    def deliver(bench: Bench) -> Seen:
        rows = good(dataset)
        for row, text in zip(rows, written, strict=False):
            row[header] = text
        return bench.rows(dataset, rows)

    return deliver


def staged(bench: Bench, dataset: str, column: str) -> list[Any]:
    """The canonical values of a column in the order of the rows."""
    path = bench.layout.table("staging", dataset, PERIOD)
    return list(
        pq.read_table(path, partitioning=None, columns=["row_no", column]).sort_by("row_no")[column].to_pylist()
    )


def becomes(dataset: str, column: str, *values: Any) -> Callable[[Bench, Seen], None]:
    """The first rows have those canonical values, and the remark counts them."""

    def check(bench: Bench, seen: Seen) -> None:
        assert staged(bench, dataset, column)[: len(values)] == list(values)

    return check


def counted(code: str, rows: int) -> Callable[[Bench, Seen], None]:
    """The ledger's remark of that code is about so many rows."""

    def check(bench: Bench, seen: Seen) -> None:
        assert seen.entry is not None
        assert sum(remark.rows for remark in seen.entry.remarks if remark.code == code) == rows

    return check


def both(*checks: Callable[[Bench, Seen], None]) -> Callable[[Bench, Seen], None]:
    def check(bench: Bench, seen: Seen) -> None:
        for one in checks:
            one(bench, seen)

    return check


@contextmanager
def contract_changed(bench: Bench, dataset: str, old: str, new: str) -> Iterator[None]:
    """The project with another contract: in the dataset's file the text old is new."""
    include = bench.home / "include_changed"
    shutil.copytree(PROJECT / "include", include, ignore=shutil.ignore_patterns("monitoring"))
    path = include / "contracts" / f"{dataset.replace('.', '/')}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = os.environ.get("MONITOR_INCLUDE")
    os.environ["MONITOR_INCLUDE"] = str(include)
    try:
        yield
    finally:
        if before is None:
            del os.environ["MONITOR_INCLUDE"]
        else:
            os.environ["MONITOR_INCLUDE"] = before


def under_contract(dataset: str, old: str, new: str, deliver: Deliver) -> Deliver:
    """The delivery under a contract in which the text old is new."""

    def changed(bench: Bench) -> Seen:
        with contract_changed(bench, dataset, old, new):
            return deliver(bench)

    return changed
