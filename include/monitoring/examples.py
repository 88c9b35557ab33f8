"""Runs the examples that stand in a contract through the SELECT that standardises its deliveries."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from monitoring.contract_parts import Example
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.standardise import odd_columns, standardise_sql


def run_examples(contract: Contract, as_of: dt.date) -> list[str]:
    """What is wrong with the contract's examples, one line each; empty when each becomes what it says.

    A header an example does not give is delivered empty. expect: only the columns named there are compared; dates and
    decimals are written as text. quarantined: one of the row's reasons has this code.
    """
    headers = [header for column in contract.columns.values() for header in column.headers]
    rows = [{header: example.given.get(header) or None for header in headers} for example in contract.examples]
    schema = pa.schema([("row_no", pa.int64()), ("row_error", pa.string()), *((h, pa.string()) for h in headers)])
    table = pa.Table.from_pylist([{"row_no": n, **row} for n, row in enumerate(rows, start=1)], schema=schema)
    with tempfile.TemporaryDirectory() as folder, DuckDB(Path(folder), f"examples {contract.dataset}") as engine:
        engine.table_from_arrow("raw", table)
        odd = odd_columns(engine, contract, as_of, headers, None)
        found = engine.rows(
            f"select * from ({standardise_sql(contract, 'example', as_of, headers, odd)}) order by row_no"
        )
    return [
        f"{contract.dataset}「{example.name}」：{problem}"
        for example, row in zip(contract.examples, found, strict=True)
        for problem in _problems(contract, example, row)
    ]


def _problems(contract: Contract, example: Example, row: dict[str, Any]) -> list[str]:
    unknown = sorted(set(example.given) - {h for column in contract.columns.values() for h in column.headers})
    problems = [f"列「{header}」不在契约中 (header not mapped)" for header in unknown]
    codes = {reason.partition(":")[0] for reason in (row["reasons"] or "").split(",") if reason}
    if example.quarantined is not None:
        if example.quarantined not in codes:
            problems.append(f"应隔离 {example.quarantined}，实为 {_shown(codes)} (wrong reason)")
        return problems
    if codes:
        problems.append(f"不应隔离，实为 {_shown(codes)} (quarantined)")
    for name, expected in (example.expect or {}).items():
        if name not in row:
            problems.append(f"没有标准列 {name} (no such canonical column)")
        elif _text(row[name]) != _text(expected):
            problems.append(f"标准列 {name} 的值与示例不同 (value differs)")
    return problems


def _shown(codes: set[str]) -> str:
    return "、".join(sorted(codes)) or "未隔离"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
