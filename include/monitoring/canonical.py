"""The canonical columns that a dataset has, and how each of its delivered columns becomes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from monitoring.characters import literal
from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.townships import Townships
from monitoring.values import codes, dates, numbers, texts, townships
from monitoring.values.reading import Cell, Reading

IDENTITY = {"person_id": "varchar", "person_key": "bigint", "person_id_status": "varchar"}
CERTIFICATE = {"certificate_category_digit": "varchar", "certificate_grade_digit": "varchar"}

_TYPES = {"date": "date", "month": "integer", "int": "bigint", "bool": "boolean"}
_READINGS: dict[str, Callable[[str, Column, Cell], Reading]] = {
    "text": texts.text,
    "list": texts.items,
    "code": codes.code,
    "pattern": codes.pattern,
    "bool": codes.truth,
    "int": numbers.integer,
    "decimal": numbers.decimal,
    "month": dates.month,
}
"""By type; a date also needs to know the month."""

_PLACES: dict[str, Callable[[Cell, Townships], Reading]] = {
    "township": townships.township,
    "village_code": townships.village_code,
}
"""By name; wherever a contract maps a column to one of them."""


def canonical_columns(contract: Contract) -> dict[str, str]:
    """Names and SQL types of the columns a dataset has in staging, in order, without row_no and delivery."""
    found: dict[str, str] = {}
    for name, column in contract.columns.items():
        if column.type == "citizen_id":
            found |= IDENTITY
        elif column.type == "certificate_no":
            found |= {"certificate_no": "varchar"} | IDENTITY | CERTIFICATE
        else:
            found[name] = sql_type(column)
    return found


def sql_type(column: Column) -> str:
    """The SQL type of a column that does not identify a person."""
    if column.type == "decimal":
        return f"decimal(18, {column.scale})"
    return _TYPES.get(column.type, "varchar")


def readings(contract: Contract, as_of: dt.date, known: Townships | None = None) -> dict[str, Reading]:
    """How the columns that do not identify a person are read; as_of: a day of the month delivered; known: the county's
    townships then (None: not checked)."""
    return {
        name: _reading(name, column, as_of, known)
        for name, column in contract.columns.items()
        if column.type not in ("citizen_id", "certificate_no")
    }


def _reading(name: str, column: Column, as_of: dt.date, known: Townships | None) -> Reading:
    cell = Cell(name)
    if known is not None and column.type == "text" and name in _PLACES:
        return _PLACES[name](cell, known)
    is_day = column.type == "date"
    found = (
        dates.day(name, column, cell, dates.month_end(as_of)) if is_day else _READINGS[column.type](name, column, cell)
    )
    if column.empty is None:
        return found
    empty = f"cast({literal(column.empty)} as {sql_type(column)})"
    typed, plainly = (
        f"case when {cell.given} is null then {empty} else {value} end" for value in (found.typed, found.plainly)
    )
    return replace(found, typed=typed, plainly=plainly)
