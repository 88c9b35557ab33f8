"""A sample file as columns of text: what the readers need to know about it is guessed from its first rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.readers.delivered import Unreadable
from monitoring.readers.door import open_batches
from monitoring.readers.headers import shown
from monitoring.readers.peek import Peek, Table, peek

MOST_ROWS = 100_000
_VALUE_LIKE = re.compile(r"\d{6}|^\s*-?[\d.,]+\s*$")


@dataclass(frozen=True)
class Sample:
    """delivery: keys of a contract's `delivery` that say how the file is read. columns: header -> values of at most
    MOST_ROWS rows, None where a cell is empty."""

    delivery: dict[str, Any]
    columns: dict[str, list[str | None]]
    row_count: int


def read_sample(path: Path, dataset: str) -> Sample:
    """Raises ConfigurationError (Chinese) when the file cannot be read or has no header to go by."""
    try:
        looked = peek(path)
        delivery, headers = _delivery(looked, dataset)
        batches = open_batches(path, _provisional(delivery, headers, dataset)).batches
        columns, count = _columns(batches, headers)
    except Unreadable as problem:
        raise ConfigurationError(f"{path.name}：{problem}") from None
    return Sample(delivery, columns, count)


def heading(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many title rows stand above the header and how many rows the header has (2: merged cells)."""
    width = max((len(row) for row in rows), default=0)
    for start, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) < min(2, width) or len(filled) * 2 < width or any(map(_VALUE_LIKE.search, filled)):
            continue
        below = rows[start + 1] if start + 1 < len(rows) else []
        return start, 2 if _is_second_row(row, below) else 1
    return 0, 1


def _is_second_row(first: Sequence[str], second: Sequence[str]) -> bool:
    """Under a merged cell stand its parts; beside it nothing, because the others are merged downwards."""
    pairs = list(zip(first, second, strict=False))
    covers = all(below.strip() for above, below in pairs if not above.strip())
    has_gap = any(not above.strip() for above, _ in pairs)
    leaves = any(not below.strip() for above, below in pairs if above.strip())
    return has_gap and covers and leaves and not any(_VALUE_LIKE.search(cell) for cell in second)


def _delivery(looked: Peek, dataset: str) -> tuple[dict[str, Any], list[str]]:
    table = _table(looked, dataset)
    delivery: dict[str, Any] = {"form": looked.form}
    title_rows, header_rows = (0, 1) if looked.form in ("database", "json", "jsonl") else heading(table.rows)
    if looked.form in ("csv", "text", "zip_csv"):
        delivery["encoding"] = "utf-8" if looked.encoding == "utf-16" else looked.encoding
        if looked.delimiter != ",":
            delivery["delimiter"] = looked.delimiter
    if looked.form == "database":
        delivery["table"] = table.name
    delivery |= {"title_rows": title_rows} if title_rows else {}
    delivery |= {"header_rows": header_rows} if header_rows > 1 else {}
    return delivery, _headers(table.rows[title_rows : title_rows + header_rows])


def _table(looked: Peek, dataset: str) -> Table:
    tables = [table for table in looked.tables if table.rows]
    named = [table for table in tables if table.name == dataset.split(".")[1]]
    if looked.form == "database" and len(tables) > 1 and not named:
        names = "、".join(table.name or "" for table in tables)
        raise ConfigurationError(f"数据库里有几张表：{names}。数据集的名称请与其中一张相同")
    if not tables:
        raise ConfigurationError("文件里没有表格")
    return (named or sorted(tables, key=lambda table: -max(map(len, table.rows))))[0]


def _headers(rows: Sequence[Sequence[str]]) -> list[str]:
    names = [""] * max((len(row) for row in rows), default=0)
    for row in rows:
        for place, cell in enumerate(row):
            names[place] = cell.strip() or names[place]
    values = [shown(name, place) for place, name in enumerate(names) if name and shown(name, place) != name[:30]]
    if not any(names) or values:
        raise ConfigurationError("没有认出表头：首行像是数据。请在样本中保留表头行")
    return [name for name in names if name]


def _provisional(delivery: dict[str, Any], headers: list[str], dataset: str) -> Contract:
    twice = sorted({header for header in headers if headers.count(header) > 1})
    if twice:
        raise ConfigurationError(f"列名重复：{'、'.join(twice)}。请先在样本中区分")
    return Contract.model_validate(
        {
            "dataset": dataset,
            "title": "sample",
            "why": "sample",
            "since": "2026-01",
            "owner": {"department": "sample", "contact": "sample"},
            "delivery": {**delivery, "pattern": "sample_{period}", "kind": "increment", "due_day": 15},
            "roles": {},
            "key": [],
            "columns": {f"column_{n}": {"from": header, "as": "text"} for n, header in enumerate(headers)},
            "examples": [{"name": "sample", "given": {}, "expect": {}}],
        }
    )


def _columns(batches: Iterator[Any], headers: list[str]) -> tuple[dict[str, list[str | None]], int]:
    columns: dict[str, list[str | None]] = {header: [] for header in headers}
    count = 0
    for batch in batches:
        named = [name for name in batch.schema.names if name not in ("row_no", "row_error")]
        for header, name in zip(headers, named, strict=False):
            columns[header] += batch[name].to_pylist()
        count += len(batch)
        if count >= MOST_ROWS:
            break
    return columns, count
