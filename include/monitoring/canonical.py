"""How one delivered column becomes canonical columns: SQL generated from a contract's column.

Every column goes through two expressions. The delivered text is cleaned (null exactly when nothing was delivered), then
typed from the cleaned text (null when it cannot be). Cleaned but not typed is what quarantines a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitoring.characters import SPACES, half_width, literal, to_half_width, trimmed, unless, without_blanks
from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.identity.citizen_id import NUMERIC_CELL

IDENTITY = {"person_id": "varchar", "person_key": "bigint", "person_id_status": "varchar"}
CERTIFICATE = {"certificate_category_digit": "varchar", "certificate_grade_digit": "varchar"}
UNTYPED = {
    "text": "NUMBER_INVALID",
    "code": "CODE_UNKNOWN",
    "pattern": "CODE_UNKNOWN",
    "date": "DATE_INVALID",
    "month": "MONTH_INVALID",
    "int": "NUMBER_INVALID",
    "decimal": "NUMBER_INVALID",
    "bool": "BOOL_UNKNOWN",
}
"""Reason codes of delivered values that cannot be typed, by the contract's type. A text is one only when it identifies
something and came from a numeric cell: its last digits may be lost."""

_TYPES = {"date": "date", "month": "integer", "int": "bigint", "bool": "boolean"}
# A spreadsheet makes the first of the month of a month that somebody types.
_DEFAULT_FORMATS = {"date": ["%Y-%m-%d"], "month": ["%Y-%m", "%Y-%m-01"]}
_APOSTROPHE = "'"
_TRUE = ("是", "true", "1")
_FALSE = ("否", "false", "0")
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_SEPARATOR = "[,，、;；]"
_GROUPED = r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?"


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


def cleaned(name: str, column: Column, delivered: str) -> str:
    """The delivered text in one written form; null when nothing was delivered.

    A date may carry a midnight and an amount a currency sign; a text that identifies something (named *_no or *_code)
    is compared by its characters, so it loses blanks and full-width forms.
    """
    bare = f"ltrim({without_blanks(half_width(delivered))}, {literal(_APOSTROPHE)})"
    if column.type in ("date", "month"):
        return unless(
            "[0-9]+([-/.][0-9]+)*", delivered, f"regexp_replace({bare}, '([0-9])T?00:00(:00(\\.0+)?)?$', '\\1')"
        )
    if column.type in ("int", "decimal"):
        return unless("-?[0-9]+([.][0-9]+)?", delivered, f"regexp_replace({bare}, '^[￥¥](.)', '\\1')")
    if is_identifier(name, column):
        return unless("[!-~一-鿿]+", delivered, bare)
    return trimmed(delivered)


def is_identifier(name: str, column: Column) -> bool:
    """Whether a text identifies something other than a person."""
    return column.type == "text" and name.endswith(("_no", "_code"))


def typed(name: str, column: Column, clean: str) -> str:
    """The value as its canonical type; null when the cleaned text is none, or the contract's word for empty."""
    value = _TYPED[column.type](column, clean)
    if is_identifier(name, column):
        value = f"case when not starts_with({clean}, '{NUMERIC_CELL}') then {clean} end"
    if column.empty is None:
        return value
    return f"case when {clean} is null then cast({literal(column.empty)} as {sql_type(column)}) else {value} end"


def _text(column: Column, clean: str) -> str:
    return clean


def _list(column: Column, clean: str) -> str:
    items = f"string_split(regexp_replace({clean}, '[{SPACES}]*{_SEPARATOR}[{SPACES}]*', ',', 'g'), ',')"
    joined = f"nullif(array_to_string(list_filter({items}, lambda item: item <> ''), ','), '')"
    return f"case when regexp_matches({clean}, '{_SEPARATOR}') then {joined} else {clean} end"


def _code(column: Column, clean: str) -> str:
    values = column.values or {}
    exact = "".join(f" when {literal(key)} then {literal(value)}" for key, value in values.items())
    half = {to_half_width(key): value for key, value in values.items()}
    loose = "".join(f" when {literal(key)} then {literal(value)}" for key, value in half.items())
    return f"case {clean}{exact} else case {half_width(clean)}{loose} end end"


def _pattern(column: Column, clean: str) -> str:
    lines = "".join(
        f" when regexp_matches({clean}, {literal(line.match)}) then {literal(line.value)}"
        for line in column.patterns or []
    )
    return f"case{lines} end"


def _bool(column: Column, clean: str) -> str:
    true, false = (", ".join(map(literal, words)) for words in (_TRUE, _FALSE))
    return f"case when lower({clean}) in ({true}) then true when lower({clean}) in ({false}) then false end"


def _number(column: Column, clean: str) -> str:
    plain = (
        f"case when regexp_full_match({clean}, '{_NUMBER}') then {clean}"
        f" when regexp_full_match({clean}, '{_GROUPED}') then replace({clean}, ',', '') end"
    )
    if column.type == "decimal":
        return f"try_cast({plain} as decimal(18, {column.scale}))"
    return f"try_cast(regexp_extract({plain}, '^([+-]?[0-9]+)(\\.0*)?$', 1) as bigint)"


def _date(column: Column, clean: str) -> str:
    lines = "".join(
        f" when regexp_full_match({clean}, {literal(shape)}) then cast(try_strptime({clean}, {literal(form)}) as date)"
        for form, shape in _shapes(column)
    )
    return f"case{lines} end"


def _month(column: Column, clean: str) -> str:
    lines = "".join(
        f" when regexp_full_match({clean}, {literal(shape)})"
        f" then strftime(try_strptime({clean}, {literal(form)}), '%Y%m')"
        for form, shape in _shapes(column)
    )
    return f"cast(case{lines} end as integer)"


def _shapes(column: Column) -> list[tuple[str, str]]:
    """Each format with the regular expression of what it may look like: a month or day of one digit only where
    something other than a digit bounds it, because 2026111 could be two days."""
    return [(form, _shape(form)) for form in column.formats or _DEFAULT_FORMATS[column.type]]


def _shape(form: str) -> str:
    parts = re.findall(r"%.|[^%]+", form)
    unknown = sorted({part for part in parts if part.startswith("%") and part not in ("%Y", "%m", "%d")})
    if unknown:
        raise ConfigurationError(f"format {form}: only %Y, %m and %d are read, not {', '.join(unknown)}")
    is_compact = re.search(r"%.%", form) is not None
    field = "[0-9]{2}" if is_compact else "[0-9]{1,2}"
    written = {"%Y": "[0-9]{4}", "%m": field, "%d": field}
    return "".join(written.get(part, re.escape(part)) for part in parts)


_TYPED: dict[str, Callable[[Column, str], str]] = {
    "text": _text,
    "list": _list,
    "code": _code,
    "pattern": _pattern,
    "bool": _bool,
    "int": _number,
    "decimal": _number,
    "date": _date,
    "month": _month,
}
