"""A small contract and a delivery of it, landed and read into the raw layer, for tests of the first stages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from monitoring import landing
from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.readers.raw import write_raw
from monitoring.settings import PROJECT, Settings

PERIOD = Period(2026, 10)
HEADERS = ["公民身份号码", "姓名", "金额", "发放日期"]
COLUMNS: dict[str, dict[str, Any]] = {
    "person_id": {"from": "公民身份号码", "as": "citizen_id", "required": True},
    "name": {"from": "姓名", "as": "text"},
    "amount": {"from": ["金额", "发放金额"], "as": "decimal"},
    "paid_date": {"from": "发放日期", "as": "date"},
}
ROW = ["529901199001011234", "测试甲", "120.50", "2026-10-08"]


def make_contract(form: str = "csv", columns: dict[str, dict[str, Any]] | None = None, **delivery: Any) -> Contract:
    """A contract of dataset finance.payments with four columns and the ignored header 备注."""
    suffix = {"text": "txt", "zip_csv": "zip", "database": "sqlite"}.get(form, form)
    return Contract.model_validate(
        {
            "dataset": "finance.payments",
            "title": "发放",
            "why": "tests",
            "since": "2026-01",
            "owner": {"department": "财政局", "contact": "国库股"},
            "delivery": {"form": form, "pattern": f"（测试）发放_{{period}}.{suffix}", "due_day": 15, **delivery},
            "roles": {},
            "key": ["person_id"],
            "columns": COLUMNS if columns is None else columns,
            "ignore": ["备注"],
            "examples": [{"name": "none", "given": {}, "expect": {}}],
        }
    )


def make_layout(home: Path) -> Layout:
    """A data folder of its own."""
    return Layout(
        Settings(home, home / "inbox", PROJECT / "include", PROJECT / "expectations", warehouse_url=None, county="demo")
    )


def deliver(layout: Layout, contract: Contract, data: bytes, name: str | None = None) -> Path:
    """Puts the bytes where the department would."""
    path = layout.inbox / str(PERIOD) / contract.department / (name or contract.delivery.file_name(PERIOD))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@dataclass(frozen=True)
class Raw:
    """What was read: the ledger entry, the columns of the file, its rows as lists without row_no and row_error."""

    entry: Entry
    columns: list[str]
    rows: list[dict[str, Any]]

    def cells(self) -> list[list[str | None]]:
        """Rows in order of row_no, headers' cells only."""
        return [[row[header] for header in self.columns[2:]] for row in self.rows]

    def positions(self) -> list[int]:
        return [row["row_no"] for row in self.rows]

    def errors(self) -> dict[int, str]:
        return {row["row_no"]: row["row_error"] for row in self.rows if row["row_error"] is not None}


def read(home: Path, contract: Contract, data: bytes) -> Raw:
    """Delivers, lands and reads; raises DeliveryRefused like the stages do."""
    layout = make_layout(home)
    deliver(layout, contract, data)
    entry = write_raw(contract, landing.land(contract, PERIOD, layout), layout)
    table = pq.read_table(layout.table("raw", contract.dataset, PERIOD), partitioning=None)
    return Raw(entry, table.column_names, sorted(table.to_pylist(), key=lambda row: row["row_no"]))
