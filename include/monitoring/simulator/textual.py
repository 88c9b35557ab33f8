"""How numbers, dates and codes become the text that departments deliver. Empty values become null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator.clock import NONE, day_number
from monitoring.simulator.table import Array

_FIRST, _LAST = dt.date(1890, 1, 1), dt.date(2109, 12, 31)
_FIRST_MONTH = _FIRST.year * 12


@cache
def _all_days(form: str) -> pa.Array:
    days = range(day_number(_FIRST), day_number(_LAST) + 1)
    texts = np.array(days, dtype="datetime64[D]").astype(str)
    dashed = pa.array(texts.tolist())
    return pc.replace_substring(dashed, "-", "") if form == "compact" else dashed


@cache
def _all_months(form: str) -> pa.Array:
    months = [(year, month) for year in range(_FIRST.year, _LAST.year + 1) for month in range(1, 13)]
    return pa.array([form.format(year, month) for year, month in months])


def _take(pool: pa.Array, places: Array, empty: Array) -> pa.Array:
    return pool.take(pa.array(np.where(empty, 0, places), mask=empty))


def dates(days: Array, form: str = "dashed") -> pa.Array:
    """2026-09-10, or 20260910 for form "compact"."""
    return _take(_all_days(form), days.astype(np.int64) - day_number(_FIRST), days == NONE)


def months(indices: Array, form: str = "{:04d}-{:02d}") -> pa.Array:
    """2026-09, or as form says, given year and month."""
    return _take(_all_months(form), indices.astype(np.int64) - _FIRST_MONTH, indices == NONE)


def amounts(hundredths: Array) -> pa.Array:
    """Yuan with two decimals from hundredths; NONE is empty."""
    empty = hundredths == NONE
    whole, rest = np.divmod(np.where(empty, 0, hundredths).astype(np.int64), 100)
    cents = pa.array([f"{n:02d}" for n in range(100)]).take(pa.array(rest))
    text = pc.binary_join_element_wise(pc.cast(pa.array(whole), pa.string()), cents, ".")
    return pc.if_else(pa.array(empty), None, text)


def integers(numbers: Array) -> pa.Array:
    """Whole numbers; NONE is empty."""
    return pc.cast(pa.array(numbers.astype(np.int64), mask=numbers == NONE), pa.string())


def pick(pool: Sequence[str], places: Array) -> pa.Array:
    """The text at each place of a closed list; a negative place is empty."""
    return _take(pa.array(list(pool), pa.string()), places.astype(np.int64), places < 0)


def yes_no(values: Array) -> pa.Array:
    """是 or 否."""
    return pick(("否", "是"), values.astype(np.int8))


def only_where(texts: pa.Array, mask: Array) -> pa.Array:
    """The text where the mask holds, empty elsewhere."""
    return pc.if_else(pa.array(mask), texts, None)


def constant(text: str, count: int) -> pa.Array:
    """The same text in every row."""
    return pa.repeat(pa.scalar(text), count)


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together row by row; empty where a part is empty."""
    return pc.binary_join_element_wise(*parts, "")


def put(texts: pa.Array, rows: Array, values: Sequence[str | None]) -> pa.Array:
    """The texts with some rows replaced."""
    if not len(rows):
        return texts
    order = np.argsort(rows, kind="stable")
    mask = np.zeros(len(texts), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array([values[i] for i in order], pa.string()))
