"""Cells that are not text: numbers, dates and truth values of Excel, JSON and databases, as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from monitoring.contract_parts import Column

NUMBER_MARK = "#NUM:"
# Beyond fifteen digits Excel has changed the number before anyone reads it.
_EXACT_BELOW = 10**15


def text_of(value: object, column: Column | None) -> str:
    """The text that stands for a cell in the raw layer; "" for an empty one.

    A number where the contract expects a citizen ID or certificate number, and any number of more than fifteen digits
    outside int and decimal columns, is marked with "#NUM:": its digits may be wrong, and a plausible wrong number is a
    wrong person. A date is written in the format the contract names for the column, else as YYYY-MM-DD.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(repr(value), column)
    if isinstance(value, (dt.date, dt.datetime)):
        return _date_text(value, column)
    if isinstance(value, dt.time):
        return value.isoformat()
    return str(value)


def number_text(written: str, column: Column | None) -> str:
    """A number as plain decimals without exponent (2.0 becomes 2), or marked; see text_of."""
    number = Decimal(written)
    if column is not None:
        is_identifier = column.type in ("citizen_id", "certificate_no")
        is_amount = column.type in ("int", "decimal")
        if is_identifier or (abs(number) >= _EXACT_BELOW and not is_amount):
            return NUMBER_MARK + written
    if not number.is_finite() or number.adjusted() > 30:
        return NUMBER_MARK + written
    return format(number.to_integral_value() if number == number.to_integral_value() else number, "f")


def _date_text(value: dt.date, column: Column | None) -> str:
    is_midnight = not isinstance(value, dt.datetime) or value.time() == dt.time()
    if not is_midnight:
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    if column is not None and column.formats:
        return value.strftime(column.formats[0])
    return value.strftime("%Y-%m-%d")
