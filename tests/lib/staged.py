"""A data folder whose deliveries are staged already: the stages after staging are tested without files and readers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from monitoring import ledger
from monitoring.contracts import load_contracts
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.settings import PROJECT, Settings

INCLUDE = PROJECT / "include"
PERIOD = Period.parse("2026-10")
CONTRACTS = load_contracts(INCLUDE / "contracts")
Row = dict[str, Any]

_TYPES = {"date": pa.date32(), "month": pa.int32(), "int": pa.int64(), "bool": pa.bool_()}


def settings_at(home: Path, include: Path = INCLUDE) -> Settings:
    """Settings of a data folder of its own."""
    return Settings(home, home / "inbox", include, PROJECT / "expectations", None, "demo")


def stage(layout: Layout, dataset: str, period: Period, rows: Sequence[Row], **entry: Any) -> None:
    """Stages rows of a dataset and closes its ledger; columns left out are null.

    A person is given as person_key; a row's number is its place in the list, from 1.
    """
    contract = CONTRACTS[dataset].at(period)
    types = {name: _arrow(column.type, column.scale) for name, column in contract.columns.items()}
    if contract.id_column:
        types |= {"person_id": pa.string(), "person_key": pa.int64()}
    types |= {"row_no": pa.int64(), "delivery": pa.string()}
    delivery = f"{sum(map(ord, dataset + str(period))):012x}"
    filled = [
        {**_person(row), "row_no": number, "delivery": delivery, **_typed(row, types)}
        for number, row in enumerate(rows, start=1)
    ]
    path = layout.table("staging", dataset, period)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(filled, schema=pa.schema(types)), path)
    write_text(layout.validation(dataset, period), json.dumps({"checks": []}))
    counts = {"rows_delivered": len(rows), "rows_staged": len(rows), "delivery": delivery, **entry}
    close(layout, dataset, period, "delivered", **counts)


def close(layout: Layout, dataset: str, period: Period, status: str, **entry: Any) -> None:
    """Writes the ledger entry of a delivery."""
    ledger.write(layout, ledger.Entry(dataset, dataset.split(".")[0], str(period), status, **entry))


def stage_all(layout: Layout, period: Period, given: dict[str, Sequence[Row]], missing: Sequence[str] = ()) -> None:
    """Every dataset is delivered, with the rows given or none; the missing ones are not."""
    for dataset in CONTRACTS:
        if dataset not in missing:
            stage(layout, dataset, period, given.get(dataset, []))


def number(person_key: int) -> str:
    """The citizen ID of 17 digits with its check character."""
    digits = f"{person_key:017d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def _person(row: Row) -> Row:
    return {"person_id": number(row["person_key"])} if row.get("person_key") else {}


def _typed(row: Row, types: dict[str, pa.DataType]) -> Row:
    unknown = set(row) - set(types)
    assert not unknown, f"no such column: {sorted(unknown)}"
    return {name: _value(value, types[name]) for name, value in row.items()}


def _value(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_date(kind):
        return dt.date.fromisoformat(value)
    return Decimal(str(value)) if pa.types.is_decimal(kind) and value is not None else value


def _arrow(kind: str, scale: int) -> pa.DataType:
    return pa.decimal128(18, scale) if kind == "decimal" else _TYPES.get(kind, pa.string())
