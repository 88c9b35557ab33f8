"""A column of the draft: how its values are to be read, or why it is better left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitoring.contract_parts import Column, FieldDefinition
from monitoring.drafting import values as look
from monitoring.drafting.names import IDENTIFYING, Named
from monitoring.drafting.undecided import UNDECIDED
from monitoring.drafting.values import Values

_FROM_SAMPLE = ("from", "as", "required", "format", "values", "scale", "text_of")
_LEAST_KNOWN = 0.8
_NO_CODES = "取值较多或含个人信息，未列出"


@dataclass(frozen=True)
class DraftColumn:
    """spec: the column as it stands in a contract; note: what a person should decide, or nothing."""

    name: str
    header: str
    spec: dict[str, Any]
    note: str = ""


@dataclass(frozen=True)
class DraftColumns:
    """columns: mapped ones by canonical name; ignored: header -> why, for a person to decide."""

    columns: dict[str, DraftColumn] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)


def draft_columns(
    sample: Mapping[str, Values], named: Named, fields: Mapping[str, FieldDefinition], as_of: dt.date
) -> DraftColumns:
    """Only columns whose meaning is known are read: what nobody has asked for yet is left with the department."""
    found = DraftColumns()
    for header, values in sample.items():
        name = named.names.get(header)
        donors = named.donors.get(header, [])
        drafted = _column(name, header, values, fields[name], donors, as_of) if name is not None else None
        if drafted is not None:
            found.columns[drafted.name] = drafted
        elif name is not None:
            found.ignored[header] = f"名称像标准列 {name}，内容不像{look.TYPES.get(fields[name].type, '约定的代码')}"
        else:
            told = (named.others.get(header), _looks_like(header, values, as_of), named.near.get(header))
            found.ignored[header] = "，".join(filter(None, told))
    return found


def _column(
    name: str, header: str, values: Values, definition: FieldDefinition, donors: Sequence[Column], as_of: dt.date
) -> DraftColumn | None:
    donor = _nearest(donors, values)
    kind = donor.type if donor is not None else definition.type
    if kind in IDENTIFYING:
        return DraftColumn(name, header, {"from": header, "as": kind})
    if kind == "code":
        return _code(name, header, values, donor)
    if not look.fits(values, kind):
        return None
    spec: dict[str, Any] = {"from": header, "as": kind, **_options(donor)}
    is_to_justify = definition.personal == "identifier" and name != "name"
    note = f"{UNDECIDED}：身份标识，确有用途才保留" if is_to_justify else ""
    if kind == "decimal" and (scale := look.scale(values)) != 2:
        spec["scale"] = scale
    if kind in ("date", "month"):
        spec |= _format(values, kind)
    if kind == "date" and "planned" not in spec and look.latest_day(values) > as_of:
        spec["open_end"] = True
        note = f"{UNDECIDED}：有晚于当月的日期；是终止日期用 open_end，是计划日期改用 planned"
    return DraftColumn(name, header, spec, note)


def _nearest(donors: Sequence[Column], values: Values) -> Column | None:
    """Of several ways in which contracts read the header the one that knows most of these values."""
    return max(donors, key=lambda donor: look.share_of(values, donor.values or {}), default=None)


def _options(donor: Column | None) -> dict[str, Any]:
    """How another contract reads the same header, but for what the sample itself tells."""
    if donor is None:
        return {}
    kept = donor.model_dump(by_alias=True, exclude_defaults=True)
    return {key: value for key, value in kept.items() if key not in _FROM_SAMPLE}


def _format(values: Values, kind: str) -> dict[str, Any]:
    found = look.formats(values, look.DATE_FORMATS if kind == "date" else look.MONTH_FORMATS)
    if not found or set(found) <= ({"%Y-%m-%d"} if kind == "date" else {"%Y-%m", "%Y-%m-01"}):
        return {}
    return {"format": found[0] if len(found) == 1 else found}


def _code(name: str, header: str, values: Values, donor: Column | None) -> DraftColumn | None:
    known = dict(donor.values or {}) if donor is not None else {}
    new = [value for value in look.codes(values) if value not in known]
    if not known and not new:
        return None
    note = ""
    if new:
        shown = new if look.may_name_codes(header) or donor is not None else []
        if not shown and not known:
            return None
        known |= {value: value for value in shown}
        note = f"{UNDECIDED}：{'、'.join(shown)} 对应哪个标准代码" if shown else f"{UNDECIDED}：{_NO_CODES}"
    if look.given(values) and look.share_of(values, known) < _LEAST_KNOWN:
        return None
    return DraftColumn(name, header, {"from": header, "as": "code", "values": known}, note)


def _looks_like(header: str, values: Values, as_of: dt.date) -> str:
    kind = look.likely(values, as_of)
    if kind is not None:
        return f"像是{look.TYPES[kind]}"
    if look.may_name_codes(header) and (found := look.codes(values)):
        return f"像是代码：{'、'.join(found)}"
    return "像是文字" if look.given(values) else "样本中全空"
