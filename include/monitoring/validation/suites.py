"""Which expectations a delivery must meet: what follows from its contract, what all share, what is its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring.canonical import canonical_columns
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.identity.citizen_id import REASONS, Status
from monitoring.period import Period

SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Expectation:
    """One expectation. reason: Chinese, what is wrong when it is not met; code: EXPECT_…, the reason code of rows."""

    type: str
    kwargs: dict[str, Any]
    severity: str
    reason: str
    code: str

    @property
    def column_name(self) -> str | None:
        """The column it is about; None when it is about the table or several columns."""
        return self.kwargs.get("column")

    @property
    def columns(self) -> list[str]:
        """Every column it names, that of its row condition too."""
        named = [self.kwargs.get(name) for name in ("column", "column_A", "column_B")]
        named.append(self.kwargs.get("row_condition", {}).get("column", {}).get("name"))
        return [name for name in named if name is not None] + list(self.kwargs.get("column_list", []))

    @property
    def is_about_rows(self) -> bool:
        """False when it allows a share of rows to fail: then it speaks of the delivery, not of single rows."""
        return bool(self.kwargs.get("mostly", 1) == 1)


def suite_of(contract: Contract, folder: Path, *, is_announced_empty: bool = False) -> list[Expectation]:
    """All expectations for one dataset: derived, then _common.json, then <department>/<dataset>.json.

    Of the shared ones only those whose columns the dataset has. is_announced_empty: the department's list says that
    there is nothing this month. Raises ConfigurationError for a malformed suite, a
    column the dataset has not, or the same expectation twice.
    """
    own_path = folder / contract.department / f"{contract.name}.json"
    known = {"row_no", "delivery", *canonical_columns(contract)}
    shared = [e for e in _read(folder / "_common.json") if known.issuperset(e.columns)]
    own = _read(own_path)
    for expectation in own:
        unknown = sorted(set(expectation.columns) - known)
        if unknown:
            raise ConfigurationError(f"{_short(own_path)}: {expectation.type} names unknown columns {unknown}")
    found = [*_derived(contract, may_be_empty=is_announced_empty), *shared, *own]
    _refuse_twins(_short(own_path), found)
    return found


def parameters(period: Period, as_of: dt.date) -> dict[str, Any]:
    """Values behind {"$PARAMETER": name} in suites: days as midnights, period_month as yyyymm."""
    last = period.shift(1).day(1) - dt.timedelta(days=1)
    days = {"as_of": as_of, "period_start": period.day(1), "period_end": last}
    return {name: dt.datetime.combine(day, dt.time()) for name, day in days.items()} | {"period_month": period.number}


def _read(path: Path) -> list[Expectation]:
    if not path.exists():
        return []
    try:
        suite = json.loads(path.read_text(encoding="utf-8"))
        return [_parse(item) for item in suite["expectations"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{_short(path)}: not a suite: {type(error).__name__} {error}") from None


def _parse(item: dict[str, Any]) -> Expectation:
    severity, code = item["severity"], item["meta"]["code"]
    if severity not in SEVERITIES or not code.startswith("EXPECT_"):
        raise ValueError(f"{item['type']} has severity {severity} and code {code}")
    return Expectation(item["type"], item["kwargs"], severity, item["meta"]["reason"], code)


def _derived(contract: Contract, *, may_be_empty: bool) -> Iterable[Expectation]:
    """Only an increment, or what was announced to be empty, may bring nothing: all else was delivered in vain."""
    columns = canonical_columns(contract)
    if contract.delivery.kind != "increment" and not may_be_empty:
        yield Expectation(
            "expect_table_row_count_to_be_between", {"min_value": 1}, "critical", "没有一行可用的数据", "EXPECT_ROWS"
        )
    yield Expectation(
        "expect_table_columns_to_match_set",
        {"column_set": ["row_no", "delivery", *columns], "exact_match": True},
        "critical",
        "标准列与契约不一致",
        "EXPECT_COLUMNS",
    )
    if contract.id_column is not None:
        is_required = contract.columns[contract.id_column].required
        usable = [s for s in Status if s not in REASONS and not (is_required and s is Status.MISSING)]
        yield Expectation(
            "expect_column_values_to_be_in_set",
            {"column": "person_id_status", "value_set": [str(status) for status in usable]},
            "critical",
            "证件号码不可用",
            "EXPECT_ID_USABLE",
        )
    for name, column in contract.columns.items():
        if column.required and name != contract.id_column:
            reason = f"必填列「{column.headers[0]}」为空"
            yield Expectation(
                "expect_column_values_to_not_be_null", {"column": name}, "critical", reason, "EXPECT_REQUIRED"
            )


def _refuse_twins(where: str, expectations: list[Expectation]) -> None:
    seen = set()
    for expectation in expectations:
        shown = (expectation.type, expectation.column_name, expectation.reason)
        if shown in seen:
            raise ConfigurationError(f"{where}: {expectation.type} of {expectation.column_name} stands there twice")
        seen.add(shown)


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
