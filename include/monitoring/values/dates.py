"""Days and months: the contract's own way of writing, a fixed list of others, and what is no day at all."""

from __future__ import annotations

import datetime as dt
import re

from monitoring.characters import SPACES, literal
from monitoring.contract_parts import Column
from monitoring.errors import ConfigurationError
from monitoring.values.reading import Cell, Reading, bare, strange, unsafe, untyped

# A spreadsheet makes the first of the month of a month that somebody types.
_DEFAULT = {"date": ["%Y-%m-%d"], "month": ["%Y-%m", "%Y-%m-01"]}
_ALWAYS = {
    "date": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"],
    "month": ["%Y-%m", "%Y-%m-01", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y%m"],
}
_OPEN_END = ("至今", "长期", "长期有效", "永久", "无固定期限")
_NO_DAY = ("1900-01-01", "9999-12-31")
_ZERO_DAY = "0000[-/.年]?00?[-/.月]?00?日?"
_AMBIGUOUS = "[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
_SERIAL = "[1-9][0-9]{4}(\\.[0-9]+)?"
"""Days since 1899-12-30 as Excel counts them, five digits: 1927 to 2173. Serial 60, a day that never was, has two."""

_TIME = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_INSTANT = "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?00)?)"
_SHANGHAI_HOURS = 8


def day(name: str, column: Column, cell: Cell, month_end: dt.date) -> Reading:
    """A day of the calendar in China; one after the month's end only where the contract expects it."""
    own = _shapes(column.formats or _DEFAULT["date"])
    is_serial = f"regexp_full_match({cell.given}, '{_SERIAL}')"
    serial = f"date '1899-12-30' + cast(floor(try_cast({cell.given} as double)) as integer)"
    typed = _first_of(cell, [*own, *_shapes(_ALWAYS["date"])])
    no_day = ", ".join(f"date '{written}'" for written in _NO_DAY)
    is_zero_day = f"{cell.value} is null and regexp_full_match({cell.given}, '{_ZERO_DAY}')"
    was_no_day = f"{cell.value} in ({no_day}) or {is_zero_day}"
    is_future = f"{cell.value} > date '{month_end}' and {cell.value} not in ({no_day})"
    is_ambiguous = f"regexp_full_match({cell.given}, '{_AMBIGUOUS}')"
    explained = [is_ambiguous, f"({is_zero_day})", *_open_end(column, cell)]
    faults = {"DATE_INVALID": " and not ".join([untyped(cell), *explained])}
    notes = {"D009": was_no_day}
    odd_notes = strange(cell) | {
        "D001": f"{cell.value} is not null and {is_serial}",
        "D003": f"{cell.value} is not null and not {is_serial} and not {_is_one_of(cell, own)}",
        "D011": f"regexp_matches({cell.raw}, '[T{SPACES}]+{_TIME}(Z|[+-][0-9:]+)?[{SPACES}]*$')",
    }
    if column.planned:
        notes["D008"] = is_future
    elif not column.open_end:
        faults["DATE_FUTURE"] = is_future
    return Reading(
        plain=_plain(cell, own),
        written=_written_day(cell),
        typed=f"case{typed} when {is_serial} then {serial} end",
        plainly=f"case{_first_of(cell, own)} end",
        kept=f"case when {cell.value} not in ({no_day}) then {cell.value} end",
        faults=faults,
        odd_faults=unsafe(cell) | {"DATE_AMBIGUOUS": f"{untyped(cell)} and {is_ambiguous}"},
        notes=notes,
        odd_notes=odd_notes | _ends(column, cell),
        nothing=" or ".join([was_no_day, *_open_end(column, cell)]),
    )


def month(name: str, column: Column, cell: Cell) -> Reading:
    """A month as yyyymm."""
    own = _shapes(column.formats or _DEFAULT["month"])
    return Reading(
        plain=_plain(cell, own),
        written=_without_time(cell),
        typed=_as_month(f"case{_first_of(cell, [*own, *_shapes(_ALWAYS['month'])])} end"),
        plainly=_as_month(f"case{_first_of(cell, own)} end"),
        faults={"MONTH_INVALID": " and not ".join([untyped(cell), *_open_end(column, cell)])},
        odd_faults=unsafe(cell),
        odd_notes=strange(cell)
        | {"D003": f"{cell.value} is not null and not {_is_one_of(cell, own)}"}
        | _ends(column, cell),
        nothing=" or ".join(_open_end(column, cell)) or None,
    )


def _first_of(cell: Cell, shapes: list[tuple[str, str]]) -> str:
    return "".join(
        f" when regexp_full_match({cell.given}, {literal(shape)})"
        f" then cast(try_strptime({cell.given}, {literal(form)}) as date)"
        for form, shape in shapes
    )


def _as_month(day: str) -> str:
    return f"cast(strftime({day}, '%Y%m') as integer)"


def month_end(as_of: dt.date) -> dt.date:
    """The last day of that day's month."""
    return (as_of.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _plain(cell: Cell, own: list[tuple[str, str]]) -> str:
    shapes = "|".join(shape for _, shape in own)
    return f"regexp_full_match({cell.raw}, {literal(shapes)})"


def _is_one_of(cell: Cell, shapes: list[tuple[str, str]]) -> str:
    return f"regexp_full_match({cell.given}, {literal('|'.join(shape for _, shape in shapes))})"


def _written_day(cell: Cell) -> str:
    """An instant becomes the day that Shanghai had then; a day with a time of the day loses the time."""
    hours = f"coalesce(try_cast(regexp_extract({cell.raw}, '([+-][0-9]{{2}})(:?00)?$', 1) as integer), 0)"
    local = f"try_strptime(replace(left({cell.raw}, 19), 'T', ' '), '%Y-%m-%d %H:%M:%S')"
    shifted = f"strftime({local} + to_hours({_SHANGHAI_HOURS} - {hours}), '%Y-%m-%d')"
    shanghai = f"case when regexp_full_match({cell.raw}, '{_INSTANT}') then {shifted} end"
    return f"coalesce({shanghai}, {_without_time(cell)})"


def _without_time(cell: Cell) -> str:
    marked = f"regexp_replace({cell.raw}, '([0-9日])[{SPACES}]+([0-9０-９]{{1,2}}[:：])', '\\1T\\2')"
    return f"regexp_replace({bare(marked)}, 'T{_TIME}$', '')"


def _open_end(column: Column, cell: Cell) -> list[str]:
    words = ", ".join(map(literal, _OPEN_END))
    return [f"{cell.given} in ({words})"] if column.open_end else []


def _ends(column: Column, cell: Cell) -> dict[str, str]:
    return {"D010": " or ".join(found)} if (found := _open_end(column, cell)) else {}


def _shapes(formats: list[str]) -> list[tuple[str, str]]:
    """Each format with the regular expression of what it may look like: a month or day of one digit only where
    something other than a digit bounds it, because 2026111 could be two days."""
    return [(form, _shape(form)) for form in formats]


def _shape(form: str) -> str:
    parts = re.findall(r"%.|[^%]+", form)
    unknown = sorted({part for part in parts if part.startswith("%") and part not in ("%Y", "%m", "%d")})
    if unknown:
        raise ConfigurationError(f"format {form}: only %Y, %m and %d are read, not {', '.join(unknown)}")
    is_compact = re.search(r"%.%", form) is not None
    field = "[0-9]{2}" if is_compact else "[0-9]{1,2}"
    written = {"%Y": "[0-9]{4}", "%m": field, "%d": field}
    return "".join(written.get(part, re.escape(part)) for part in parts)
