"""Amounts and counts: what is a number however it was written, and what is none."""

from __future__ import annotations

from monitoring.contract_parts import Column
from monitoring.values.reading import Cell, Reading, bare, strange, unsafe, untyped

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_GROUPED = r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?"
_UNITS = "(元|角|十元|百元?|千元?|万元?|亿元?)"
# A cell that Python or Excel could not compute, and what people write where there is nothing.
_EMPTY = ("nan", "inf", "+inf", "-inf", "#num:nan", "#num:inf", "#num:-inf", "-", "--", "—", "——", "/", "空")


def decimal(name: str, column: Column, cell: Cell) -> Reading:
    """An amount, rounded to the contract's places; negative ones only where the contract allows them."""
    places = f"([.][0-9]{{1,{column.scale}}})?" if column.scale else ""
    is_number = f"regexp_full_match({cell.given}, '{_NUMBER}|{_GROUPED}')"
    has_unit = f"regexp_full_match({cell.given}, '({_NUMBER}|{_GROUPED}){_UNITS}')"
    nothing = _is_nothing(cell)
    limits = f"{cell.value} is null and {is_number}"
    if column.max is not None:
        limits = f"({limits}) or {cell.value} > {column.max}"
    faults = unsafe(cell) | {
        "AMT_TEXT": f"{untyped(cell)} and not {is_number} and not {has_unit} and not {nothing}",
        "AMT_UNIT": f"{cell.value} is null and {has_unit}",
    }
    if not column.may_be_negative:
        faults["AMT_NEGATIVE"] = f"{cell.value} < 0"
    rounded = f"[0-9]{{{column.scale}}}[0-9]*[1-9]$"
    notes = {"A007": f"regexp_matches({cell.given}, '[.]{rounded}') and {cell.value} is not null"}
    if column.unit is not None:
        notes["A002"] = f"regexp_matches({cell.raw}, '{_own_unit(column.unit)}[^0-9]*$')"
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '[0-9]+{places}')",
        written=_written(cell, column),
        typed=f"try_cast({_digits(cell)} as decimal(18, {column.scale}))",
        plainly=f"try_cast({cell.given} as decimal(18, {column.scale}))",
        faults={"AMT_RANGE": limits},
        odd_faults=faults,
        odd_notes=strange(cell) | _notes(cell) | notes,
        nothing=f"{cell.value} is null and {nothing}",
    )


def integer(name: str, column: Column, cell: Cell) -> Reading:
    """A count; 12.0 is one, 12.5 is none."""
    whole = f"regexp_extract({_digits(cell)}, '^([+-]?[0-9]+)(\\.0*)?$', 1)"
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '[0-9]+')",
        written=_written(cell, column),
        typed=f"try_cast({whole} as bigint)",
        plainly=f"try_cast({cell.given} as bigint)",
        faults={"NUMBER_INVALID": f"{untyped(cell)} and not {_is_nothing(cell)}"},
        odd_faults=unsafe(cell),
        odd_notes=strange(cell) | _notes(cell),
        nothing=f"{cell.value} is null and {_is_nothing(cell)}",
    )


def _written(cell: Cell, column: Column) -> str:
    plain = f"regexp_replace(regexp_replace({bare(cell.raw)}, '^[￥¥](.)', '\\1'), '^\\((.+)\\)$', '-\\1')"
    return f"regexp_replace({plain}, '([0-9.]){_own_unit(column.unit)}$', '\\1')" if column.unit else plain


def _own_unit(unit: str) -> str:
    """万元 is also written 万."""
    return f"{unit[:-1]}元?" if len(unit) > 1 and unit.endswith("元") else unit


def _digits(cell: Cell) -> str:
    return (
        f"case when regexp_full_match({cell.given}, '{_NUMBER}') then {cell.given}"
        f" when regexp_full_match({cell.given}, '{_GROUPED}') then replace({cell.given}, ',', '') end"
    )


def _is_nothing(cell: Cell) -> str:
    marks = ", ".join(f"'{mark}'" for mark in _EMPTY)
    return f"lower({cell.given}) in ({marks})"


def _notes(cell: Cell) -> dict[str, str]:
    as_a_number = f"{cell.value} is not null and not regexp_full_match({cell.raw}, '[ ]*{_NUMBER}[ ]*')"
    return {"A001": as_a_number, "A005": f"{cell.value} is null and {_is_nothing(cell)}"}
