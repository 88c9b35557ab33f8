"""Every critical expectation keeps out what it is there for: a row that breaks it alone, or a delivery that does."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from monitoring.canonical import canonical_columns
from monitoring.characters import literal
from monitoring.contracts import Contract, load_contracts
from monitoring.period import Period
from monitoring.settings import PROJECT
from monitoring.validation.runner import Check, run_suite
from monitoring.validation.suites import Expectation, parameters, suite_of

SUITES = PROJECT / "expectations"
CONTRACTS = load_contracts(PROJECT / "include" / "contracts")
PERIOD = Period(2026, 10)
BOUNDS = parameters(PERIOD, dt.date(2026, 10, 20))
GOOD_ROWS = 20
Values = dict[str, Any]
LATER = {"date": ("2026-10-09", "2026-10-08"), "integer": (202610, 202609)}
"""A later and an earlier value of the kinds in which an order can be broken."""

CRITICAL = [
    pytest.param(dataset, place, id=f"{dataset}-{expectation.code}-{place}")
    for dataset, contract in sorted(CONTRACTS.items())
    for place, expectation in enumerate(suite_of(contract, SUITES))
    if expectation.severity == "critical"
]


@pytest.mark.slow
@pytest.mark.parametrize(("dataset", "place"), CRITICAL)
def test_what_a_critical_expectation_forbids_does_not_pass(dataset: str, place: int) -> None:
    contract = CONTRACTS[dataset]
    expectation = suite_of(contract, SUITES)[place]
    kinds = canonical_columns(contract)
    good = {column: _value(expectation, kinds[column]) for column in expectation.columns}
    fine = judged(contract, expectation, [good] * GOOD_ROWS)
    assert fine.success, "good rows fail it: nothing would be shown"
    if fine.scope == "row":
        check = judged(contract, expectation, [*[good] * GOOD_ROWS, good | broken(expectation, kinds)])
        assert check.is_about_failed_rows
        assert check.rows == (GOOD_ROWS,)
    else:
        count = 0 if expectation.type == "expect_table_row_count_to_be_between" else GOOD_ROWS
        assert judged(contract, expectation, [good | broken(expectation, kinds)] * count).stops_delivery


def judged(contract: Contract, expectation: Expectation, rows: list[Values]) -> Check:
    types = {"row_no": "bigint", "delivery": "varchar", **canonical_columns(contract)}
    numbered = [{"row_no": number, "delivery": "d", **row} for number, row in enumerate(rows)]
    names = list(types | dict.fromkeys(rows[0] if rows else ()))
    lines = [", ".join(_cast(row.get(name), types.get(name, "integer"), name) for name in names) for row in numbered]
    empty = ", ".join(_cast(None, types[name], name) for name in types) + " where false"
    [check] = run_suite(" union all ".join(f"select {line}" for line in lines or [empty]), [expectation], BOUNDS)
    return check


def broken(expectation: Expectation, kinds: dict[str, str]) -> Values:
    """Values that the expectation forbids."""
    given, column = expectation.kwargs, expectation.column_name
    if column is None:
        # The later first; of a table, a column that no contract has.
        names = [given[name] for name in ("column_B", "column_A") if name in given]
        return dict(zip(names, LATER[kinds[names[0]]], strict=True)) if names else {"not_in_the_contract": 1}
    if "not_be_null" in expectation.type or "proportion" in expectation.type:
        return {column: None}
    if "value_set" in given or "regex" in given:
        return {column: "no such value"}
    low, high = (_bound(given.get(name)) for name in ("min_value", "max_value"))
    if "lengths" in expectation.type:
        return {column: "x" * (high + 1)}
    if kinds[column] == "date":
        return {column: "2999-01-01" if high is not None else "1899-01-01"}
    return {column: high + 1 if high is not None else low - 1}


def _value(expectation: Expectation, kind: str) -> Any:
    given = expectation.kwargs
    if "value_set" in given:
        return given["value_set"][0]
    if "regex" in given:
        return next(text for text in ("2025-2026", "529901001001") if re.match(given["regex"], text))
    low, high = (_bound(given.get(name)) for name in ("min_value", "max_value"))
    if kind in LATER:
        return LATER[kind][1] if low is None and high is None else low or high
    if kind == "varchar":
        return "x"
    return low if low is not None else 1 if high is None else high


def _bound(value: Any) -> Any:
    if isinstance(value, dict):
        value = BOUNDS[value["$PARAMETER"]]
    return value.date().isoformat() if isinstance(value, dt.datetime) else value


def _cast(value: Any, kind: str, name: str) -> str:
    return f"cast({'null' if value is None else literal(str(value))} as {kind}) as {name}"
