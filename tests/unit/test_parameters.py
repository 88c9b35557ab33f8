"""Thresholds: which value holds on which day in which county, and what a parameter file may not say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from monitoring.errors import ConfigurationError
from monitoring.parameters import Parameters, load_parameters
from monitoring.period import Period
from monitoring.settings import PROJECT

SHIPPED = load_parameters(PROJECT / "include" / "parameters")


def _load(folder: Path, text: str) -> Parameters:
    (folder / "topic.yml").write_text(text, encoding="utf-8")
    return load_parameters(folder)


def _parameter(*values: str) -> str:
    lines = "".join(f"    - {{{value}}}\n" for value in values)
    return f"comparison_day:\n  title: 比对日\n  unit: 日\n  source: 本县自定\n  values:\n{lines}"


@pytest.mark.parametrize(
    ("day", "income_line", "self_paid"),
    [
        ("2021-01-01", 6000, 20000),
        ("2022-06-01", 6000, 10000),
        ("2022-12-31", 6000, 10000),
        ("2023-01-01", 7300, 10000),
    ],
)
def test_the_value_in_force_is_the_latest_begun(day: str, income_line: int, self_paid: int) -> None:
    values = SHIPPED.in_force(dt.date.fromisoformat(day), "demo")
    assert (values["income_line"], values["medical_self_paid_ordinary"]) == (income_line, self_paid)


def test_a_decimal_is_exactly_what_was_written() -> None:
    assert SHIPPED.in_force(dt.date(2026, 10, 20), "demo")["income_drop_ratio"] == Decimal("0.3")


def test_a_day_before_the_first_value_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="2020-12-31"):
        SHIPPED.in_force(dt.date(2020, 12, 31), "demo")


def test_a_countys_own_value_goes_before_the_general_one_once_it_has_begun(tmp_path: Path) -> None:
    parameters = _load(
        tmp_path,
        _parameter(
            'since: "2021-01-01", value: 20',
            'since: "2023-01-01", value: 22',
            'since: "2022-01-01", value: 25, county: a',
        ),
    )
    days = [dt.date(2021, 6, 1), dt.date(2022, 6, 1), dt.date(2023, 6, 1)]
    assert [parameters.in_force(day, "a")["comparison_day"] for day in days] == [20, 25, 25]
    assert [parameters.in_force(day, "b")["comparison_day"] for day in days] == [20, 20, 22]


def test_history_has_no_gap_and_no_overlap() -> None:
    rows = [row[1:] for row in SHIPPED.history("demo") if row[0] == "income_line"]
    assert rows == [
        (dt.date(2021, 1, 1), dt.date(2022, 12, 31), 6000),
        (dt.date(2023, 1, 1), None, 7300),
    ]


def test_the_comparison_day_of_a_month_is_the_one_in_force_then(tmp_path: Path) -> None:
    parameters = _load(tmp_path, _parameter('since: "2021-01-01", value: 20', 'since: "2026-10-01", value: 18'))
    assert parameters.as_of(Period.parse("2026-09"), "demo") == dt.date(2026, 9, 20)
    assert parameters.as_of(Period.parse("2026-10"), "demo") == dt.date(2026, 10, 18)


@pytest.mark.parametrize(
    "text",
    [
        _parameter('since: "2021-01-01", value: "20"'),
        _parameter('since: "2021-01-01", value: true'),
        _parameter('since: "2021-13-01", value: 20'),
        _parameter('since: "2021-01-01", value: 20', 'since: "2021-01-01", value: 21'),
        _parameter('since: "2021-01-01", value: 20').replace("source: 本县自定\n  ", ""),
        _parameter('since: "2021-01-01", valeu: 20'),
        "comparison_day:\n  title: 比对日\n  unit: 日\n  source: 本县自定\n  values: []\n",
    ],
    ids=["text", "boolean", "no such month", "twice the same day", "no source", "misspelt", "no values"],
)
def test_a_parameter_file_with_a_mistake_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"topic\.yml: comparison_day"):
        _load(tmp_path, text)


def test_a_parameter_defined_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text(_parameter('since: "2021-01-01", value: 1'), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="twice"):
        _load(tmp_path, _parameter('since: "2021-01-01", value: 20'))
