"""A contract of any columns and its raw layer, written as the readers write it, for tests of the stages after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from monitoring import ledger
from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.settings import PROJECT, Settings

PERIOD = Period(2026, 10)
AS_OF = dt.date(2026, 10, 20)
DELIVERY = "0123456789ab"
Row = dict[str, str | None]

PERSON: dict[str, Any] = {"from": "证件号码", "as": "citizen_id", "required": True}
FIRST, SECOND, THIRD = "529901199001010013", "529902198512310028", "529903197007070037"


def layout_at(home: Path) -> Layout:
    """A data folder of its own."""
    return Layout(Settings(home, home / "inbox", PROJECT / "include", home / "expectations", None, "demo"))


def contract_of(columns: dict[str, Any], key: Sequence[str] = (), kind: str = "snapshot") -> Contract:
    """Dataset test_bureau.rows with these columns."""
    return Contract.model_validate(
        {
            "dataset": "test_bureau.rows",
            "title": "测试",
            "why": "tests",
            "since": "2026-01",
            "owner": {"department": "测试局", "contact": "测试科"},
            "delivery": {"form": "csv", "pattern": "{period}.csv", "due_day": 15, "kind": kind},
            "roles": {},
            "key": list(key),
            "columns": columns,
            "examples": [{"name": "none", "given": {}, "expect": {}}],
        }
    )


def deliver(layout: Layout, contract: Contract, rows: Sequence[Row], errors: dict[int, str] | None = None) -> Entry:
    """Rows as read from a file with one header row, so the first is row 2; errors: row_error by row_no."""
    headers = list(dict.fromkeys(header for row in rows for header in row)) or [
        column.headers[0] for column in contract.columns.values()
    ]
    schema = pa.schema([("row_no", pa.int64()), ("row_error", pa.string()), *((h, pa.string()) for h in headers)])
    numbered = [{"row_no": n, "row_error": (errors or {}).get(n), **row} for n, row in enumerate(rows, start=2)]
    path = layout.table("raw", contract.dataset, PERIOD)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(numbered, schema=schema), path)
    entry = Entry(contract.dataset, contract.department, str(PERIOD), "landed", DELIVERY, rows_delivered=len(rows))
    ledger.write(layout, entry)
    return entry


def read(layout: Layout, layer: str, contract: Contract) -> list[dict[str, Any]]:
    """The rows of a layer in the order in which they are stored."""
    path = layout.table(layer, contract.dataset, PERIOD)
    rows: list[dict[str, Any]] = pq.read_table(path, partitioning=None).to_pylist()
    return rows
