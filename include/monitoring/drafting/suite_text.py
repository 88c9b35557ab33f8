"""The draft of a suite: shares that must be filled, days that cannot be later than the month, amounts within reason."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitoring.drafting.columns import DraftColumn
from monitoring.drafting.draft import Draft
from monitoring.drafting.names import IDENTIFYING
from monitoring.drafting.values import Values, given

_LEAST_FILLED = 0.5
_MARGIN = 0.05
_MOSTLY = 0.95
Expectation = dict[str, Any]


def suite_text(draft: Draft, sample: Mapping[str, Values], common: set[str]) -> str:
    """The file expectations/<department>/<dataset>.json. common: columns whose range the shared suite judges."""
    found = [
        expectation
        for name, column in draft.found.columns.items()
        for expectation in _of(name, column, sample[column.header], is_common=name in common)
    ]
    _tell_apart(found)
    written = ",\n".join(_written(expectation) for expectation in found)
    body = f"[\n{written}\n  ]" if found else "[]"
    return f'{{\n  "name": {json.dumps(draft.dataset)},\n  "expectations": {body}\n}}\n'


def _of(name: str, column: DraftColumn, values: Values, *, is_common: bool) -> Iterator[Expectation]:
    kind, header = column.spec["as"], column.header
    filled = len(given(values)) / len(values) if values else 0.0
    if kind in IDENTIFYING:
        kwargs = {"column": "person_key", "mostly": _MOSTLY}
        reason = "很多行没有可用的公民身份号码，无法与其他部门比对"
        yield _expectation("not_be_null", kwargs, "warning", "EXPECT_PERSON_KNOWN", reason)
    elif filled >= _LEAST_FILLED and name != "name":
        kwargs = {"column": name, "mostly": math.floor((filled - _MARGIN) * 20) / 20}
        yield _expectation("not_be_null", kwargs, "warning", _code(name, "FILLED"), f"{header}为空的过多")
    if is_common:
        return
    latest = {"date": "period_end", "month": "period_month"}.get(kind)
    if latest is not None:
        first: Any = "1949-10-01T00:00:00" if kind == "date" else 194910
        if not re.search("到期|截止|有效期|终止|届满|计划", header):
            kwargs = {"column": name, "min_value": first, "max_value": {"$PARAMETER": latest}}
            yield _expectation(
                "be_between", kwargs, "warning", _code(name, "RANGE"), f"{header}早于 1949 年 10 月或晚于本月"
            )
    if kind in ("int", "decimal") and (most := _most(values)) is not None:
        kwargs = {"column": name, "min_value": 0, "max_value": most, "mostly": _MOSTLY}
        yield _expectation(
            "be_between", kwargs, "warning", _code(name, "RANGE"), f"{header}不在 0 至 {most} 之间的过多"
        )


def _most(values: Values) -> int | None:
    """A power of ten well above what the sample holds; none when it holds anything but plain positive numbers."""
    numbers = [value.replace(",", "").lstrip("￥¥") for value in given(values)]
    plain = [float(number) for number in numbers if re.fullmatch(r"\d+(\.\d*)?", number)]
    if not plain or len(plain) < len(numbers) * _MOSTLY:
        return None
    return int(10 ** (math.ceil(math.log10(max(*plain, 10.0))) + 1))


def _expectation(kind: str, kwargs: dict[str, Any], severity: str, code: str, reason: str) -> Expectation:
    meta = {"code": code, "reason": reason}
    return {"type": f"expect_column_values_to_{kind}", "kwargs": kwargs, "severity": severity, "meta": meta}


def _code(name: str, what: str) -> str:
    """Codes are of letters only."""
    return re.sub("[^A-Z]+", "_", f"EXPECT_{name}_{what}".upper().translate(str.maketrans("0123456789", "ABCDEFGHIJ")))


def _tell_apart(found: list[Expectation]) -> None:
    codes = [expectation["meta"]["code"] for expectation in found]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"codes given twice: {sorted(twice)}")


def _written(expectation: Expectation) -> str:
    lines = [f"      {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in expectation.items()]
    return "    {\n" + ",\n".join(lines) + "\n    }"
