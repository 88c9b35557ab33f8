"""Where the header stands in a delivery, and whether it is the one the contract promised."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.readers.delivered import MAX_COLUMNS, Unreadable

SEARCHED_ROWS = 10


@dataclass(frozen=True)
class Heading:
    """names: delivered headers, "" where a column has none; rows: how many rows of the file end with the header."""

    names: list[str]
    rows: int


@dataclass(frozen=True)
class Match:
    """columns: (position, header as the contract writes it); unknown and missing: headers, for the ledger."""

    columns: list[tuple[int, str]]
    unknown: list[str]
    missing: list[str]


def locate(rows: Sequence[Sequence[str]], contract: Contract) -> Heading:
    """Finds the header among the first rows: where the contract says, else where most promised headers stand.

    Departments add and drop title rows without saying so. A header of several rows is named by its lowest filled cell.
    """
    delivery = contract.delivery
    places = [(delivery.title_rows, delivery.header_rows)]
    for depth in sorted({delivery.header_rows, 1}, reverse=True):
        places += [(start, depth) for start in range(min(SEARCHED_ROWS, len(rows)))]
    found = [Heading(_flatten(rows[start : start + depth]), start + depth) for start, depth in places]
    return max(found, key=lambda heading: _promised(heading.names, contract))


def match(names: Sequence[str], contract: Contract) -> Match:
    """Tells which delivered column is which.

    Raises Unreadable: S002 no header, S007 required or key column missing, S009 column twice, S017 too many.
    """
    if len(names) > MAX_COLUMNS:
        raise Unreadable("S017", f"共 {len(names)} 列，超过 {MAX_COLUMNS} 列上限", "删除多余的列后上传")
    mapped: list[tuple[int, str]] = []
    missing: list[str] = []
    lacking: list[str] = []
    for name, column in contract.columns.items():
        found = _positions(names, column)
        if len(found) > 1:
            raise Unreadable("S009", f"列「{found[0][1]}」出现 {len(found)} 次", "只保留一列")
        mapped += found
        if not found:
            (lacking if _is_needed(name, contract) else missing).append(column.headers[0])
    if not mapped:
        raise Unreadable("S002", "未找到表头行", f"保留表头，列名应包括：{'、'.join(lacking or missing)}")
    unknown = _unknown(names, {place for place, _ in mapped}, contract)
    if lacking:
        raise Unreadable("S007", _difference(lacking, unknown), "按约定的列名补齐后上传")
    return Match(sorted(mapped), unknown, missing)


def columns_at(names: Sequence[str], contract: Contract) -> list[Column | None]:
    """The contract's column at each position; None where it maps none."""
    columns: list[Column | None] = [None] * len(names)
    for column in contract.columns.values():
        for place, _ in _positions(names, column):
            columns[place] = column
    return columns


def count_known(names: Sequence[str], contract: Contract) -> int:
    """How many of these are headers the contract speaks of."""
    promised = [header for column in contract.columns.values() for header in column.headers]
    return len({_plain(name) for name in names} & {_plain(header) for header in promised + contract.ignore})


def _positions(names: Sequence[str], column: Column) -> list[tuple[int, str]]:
    wanted = {_plain(header): header for header in column.headers}
    plain = ((place, _plain(name)) for place, name in enumerate(names))
    return [(place, wanted[name]) for place, name in plain if name in wanted]


def _is_needed(name: str, contract: Contract) -> bool:
    return contract.columns[name].required or name in contract.key


def _promised(names: Sequence[str], contract: Contract) -> tuple[bool, int]:
    needed = [column for name, column in contract.columns.items() if _is_needed(name, contract)]
    return all(_positions(names, column) for column in needed), count_known(names, contract)


def _flatten(rows: Sequence[Sequence[str]]) -> list[str]:
    names = [""] * max((len(row) for row in rows), default=0)
    for row in rows:
        for place, text in enumerate(row):
            names[place] = text.strip() or names[place]
    return names


def _unknown(names: Sequence[str], mapped: set[int], contract: Contract) -> list[str]:
    ignored = {_plain(header) for header in contract.ignore} | {""}
    return [shown(name, at) for at, name in enumerate(names) if at not in mapped and _plain(name) not in ignored]


def _difference(lacking: list[str], unknown: list[str]) -> str:
    text = f"缺少列：{'、'.join(lacking)}"
    if unknown:
        text += f"；多出列：{'、'.join(unknown)}"
    for wanted in lacking:
        for near in difflib.get_close_matches(wanted, unknown, n=1, cutoff=0.5):
            text += f"；「{near}」是否为「{wanted}」？"
    return text


def shown(name: str, position: int) -> str:
    """A header as it may stand in a message: a row of data taken for the header must not bring its values there."""
    text = "".join(filter(str.isprintable, name)).strip()
    return text[:30] if text and not re.search(r"\d{6}", text) else f"第{position + 1}列"


def _plain(text: str) -> str:
    return re.sub(r"[\s\ufeff\u200b]", "", unicodedata.normalize("NFKC", text))
