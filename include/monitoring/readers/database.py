"""A department's database, delivered as one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.readers.cells import text_of
from monitoring.readers.delivered import Delivered, Row, Unreadable, batches
from monitoring.readers.headers import columns_at, match


def read(path: Path, contract: Contract) -> Delivered:
    """Reads the contract's table or view; row_no is the position when ordered by the key, then by every column.

    The file is opened read only and its own SQL functions are not trusted. Raises Unreadable: F004 damaged,
    F019 no such table, E004 text that is not UTF-8.
    """
    table = contract.delivery.table or contract.name
    try:
        with closing(_connect(path)) as connection:
            known = connection.execute(
                "select 1 from sqlite_master where name = ? and type in ('table', 'view')", [table]
            ).fetchone()
            if known is None:
                raise Unreadable("F019", f"未找到表「{table}」", "按约定的表名或视图名提供")
            cursor = connection.execute(f"select * from {_quoted(table)} limit 0")
            names = [column[0] for column in cursor.description]
    except sqlite3.Error as error:
        raise _problem(error) from None
    return Delivered(names, batches(_rows(path, table, names, contract), len(names)))


def _rows(path: Path, table: str, names: list[str], contract: Contract) -> Iterator[Row]:
    columns = columns_at(names, contract)
    order = ", ".join(f"{_quoted(names[place])} collate binary" for place in _order(names, contract))
    try:
        with closing(_connect(path)) as connection:
            found = connection.execute(f"select * from {_quoted(table)} order by {order}")
            for position, row in enumerate(found, start=1):
                cells = list(zip(row, columns, strict=True))
                is_binary = any(isinstance(cell, bytes) and column is not None for cell, column in cells)
                texts = ["" if isinstance(cell, bytes) else text_of(cell, column) for cell, column in cells]
                yield position, "VALUE_BINARY" if is_binary else None, texts
    except sqlite3.Error as error:
        raise _problem(error) from None


def _order(names: list[str], contract: Contract) -> list[int]:
    header_of = {header: name for name, column in contract.columns.items() for header in column.headers}
    place_of = {header_of[header]: place for place, header in match(names, contract).columns}
    first = [place_of[name] for name in contract.key if name in place_of]
    return first + [place for place in range(len(names)) if place not in first]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("pragma trusted_schema = off")
    return connection


def _problem(error: sqlite3.Error) -> Unreadable:
    if str(error).startswith("Could not decode"):
        return Unreadable("E004", "有文字不是 UTF-8 编码", "用 UTF-8 重新导出")
    return Unreadable("F004", "数据库文件已损坏，或视图无法查询", "重新导出并完整上传")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
