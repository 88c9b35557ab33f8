"""The suite's verdict decides every row's fate, and no value leaves with it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from monitoring import ledger
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, LedgerBroken
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.standardise import standardise
from monitoring.validate import validate
from monitoring.validation.runner import Check, ExpectationErroredError, run_suite
from monitoring.validation.suites import Expectation
from tests.lib.raw_layer import (
    AS_OF,
    DELIVERY,
    FIRST,
    PERIOD,
    PERSON,
    SECOND,
    THIRD,
    Row,
    contract_of,
    deliver,
    layout_at,
    read,
)

COLUMNS: dict[str, Any] = {
    "person_id": PERSON,
    "name": {"from": "姓名", "as": "text"},
    "amount": {"from": "金额", "as": "decimal"},
    "paid_date": {"from": "发放日期", "as": "date"},
    "start_month": {"from": "起始月份", "as": "month"},
    "end_month": {"from": "截止月份", "as": "month"},
    "status": {"from": "状态", "as": "text"},
}
CONTRACT = contract_of(COLUMNS, key=["person_id"])


def row(number: str, **given: str | None) -> Row:
    usual: Row = {"姓名": "测试甲", "金额": "100", "发放日期": "2026-10-01", "起始月份": "2026-01", "截止月份": None}
    return {"证件号码": number, **usual, "状态": "正常", **given}


def expects(kind: str, severity: str = "critical", code: str = "EXPECT_TEST", **kwargs: Any) -> dict[str, Any]:
    meta = {"reason": f"{kind} 未通过", "code": code}
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": meta}


def write_suite(layout: Layout, *expectations: dict[str, Any], name: str = "test_bureau/rows") -> None:
    path = layout.home / "expectations" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"name": name, "expectations": expectations}, ensure_ascii=False), encoding="utf-8")


def run(layout: Layout, rows: list[Row], contract: Contract = CONTRACT) -> Entry:
    entry = standardise(contract, deliver(layout, contract, rows), layout, AS_OF)
    return validate(contract, entry, layout, layout.home / "expectations", AS_OF)


def quarantine(layout: Layout) -> list[tuple[int, str, str | None]]:
    rows = read(layout, "quarantine", CONTRACT)
    assert {found["delivery"] for found in rows} <= {DELIVERY}
    return [(found["row_no"], found["code"], found["column_name"]) for found in rows]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_at(tmp_path)


def test_every_row_has_one_fate_and_the_ledger_says_which(layout: Layout) -> None:
    write_suite(layout, expects("expect_column_values_to_be_between", column="amount", min_value=0, max_value=1000))
    rows = [
        row(FIRST),
        row(FIRST),
        row(SECOND, 金额="5000"),
        row(THIRD, 发放日期="昨天", 金额="许多"),
        row("52990119900101"),
    ]
    entry = run(layout, rows)
    assert (entry.status, entry.rows_delivered) == ("delivered", 5)
    assert (entry.rows_staged, entry.rows_quarantined, entry.rows_dropped) == (1, 3, 1)
    assert entry.reasons == {"AMT_TEXT": 1, "DATE_INVALID": 1, "EXPECT_TEST": 1, "ID_LEN": 1}
    assert quarantine(layout) == [
        (4, "EXPECT_TEST", "amount"),
        (5, "AMT_TEXT", "amount"),
        (5, "DATE_INVALID", "paid_date"),
        (6, "ID_LEN", "person_id"),
    ]
    staged = read(layout, "staging", CONTRACT)
    assert [(found["row_no"], found["person_id"], found["delivery"]) for found in staged] == [(2, FIRST, DELIVERY)]
    assert set(staged[0]) == {"row_no", "delivery", "person_key", "person_id_status", *COLUMNS}
    assert ledger.read(layout, CONTRACT, PERIOD) == entry


def test_a_warning_keeps_the_rows_and_is_counted(layout: Layout) -> None:
    write_suite(
        layout, expects("expect_column_values_to_be_between", "warning", column="amount", min_value=0, max_value=1000)
    )
    entry = run(layout, [row(FIRST), row(SECOND, 金额="5000")])
    assert (entry.rows_staged, entry.rows_quarantined, entry.warning_count) == (2, 0, 1)


def test_a_critical_share_stops_the_delivery_and_nothing_stays_staged(layout: Layout) -> None:
    rows = [row(FIRST, 状态=None), row(SECOND, 状态=None), row(THIRD), row("52990119900101")]
    run(layout, rows)
    assert layout.table("staging", CONTRACT.dataset, PERIOD).exists()
    write_suite(layout, expects("expect_column_values_to_not_be_null", column="status", mostly=0.9))
    entry = run(layout, rows)
    assert entry.status == "stopped"
    assert (entry.rows_staged, entry.rows_quarantined, entry.rows_dropped) == (0, 4, 0)
    assert entry.reasons == {"DELIVERY_STOPPED": 4, "ID_LEN": 1}
    assert entry.code == "EXPECT_TEST"
    assert entry.message == (
        "测试局/2026-10.csv：整批数据未采用：expect_column_values_to_not_be_null 未通过。请核对后重新报送。"
    )
    assert not layout.table("staging", CONTRACT.dataset, PERIOD).exists()
    assert [found for found in quarantine(layout) if found[1] == "DELIVERY_STOPPED"] == [
        (row_no, "DELIVERY_STOPPED", None) for row_no in (2, 3, 4, 5)
    ]


def test_a_stopped_delivery_that_was_corrected_is_delivered(layout: Layout) -> None:
    write_suite(layout, expects("expect_column_values_to_not_be_null", column="status", mostly=0.9))
    assert run(layout, [row(FIRST, 状态=None)]).status == "stopped"
    entry = run(layout, [row(FIRST)])
    assert (entry.status, entry.code, entry.message, entry.reasons) == ("delivered", None, None, {})
    assert quarantine(layout) == []


def test_a_delivery_without_a_usable_row_is_stopped_unless_it_is_an_increment(layout: Layout) -> None:
    assert run(layout, [row("52990119900101")]).status == "stopped"
    increment = contract_of(COLUMNS, key=["person_id"], kind="increment")
    entry = run(layout, [], increment)
    assert (entry.status, entry.rows_staged) == ("delivered", 0)
    assert run(layout, [row("52990119900101")], increment).status == "delivered"


@pytest.mark.parametrize("status", ["missing", "refused", "deferred"])
def test_what_brought_no_rows_stays_what_it_is(layout: Layout, status: str) -> None:
    entry = Entry(CONTRACT.dataset, CONTRACT.department, str(PERIOD), status)
    assert standardise(CONTRACT, entry, layout, AS_OF) is entry
    assert validate(CONTRACT, entry, layout, layout.home / "expectations", AS_OF) is entry


def test_conditions_on_rows_and_dates_find_exactly_the_rows_that_fail(layout: Layout) -> None:
    """More rows than a result shows by default, dates as bounds, a condition on other columns, empty sides of a pair."""
    condition = {"type": "comparison", "column": {"name": "status"}, "operator": "==", "parameter": "注销"}
    write_suite(
        layout,
        expects(
            "expect_column_values_to_be_between",
            code="EXPECT_DATE",
            column="paid_date",
            min_value="2026-01-01T00:00:00",
            max_value={"$PARAMETER": "as_of"},
        ),
        expects("expect_column_values_to_not_be_null", code="EXPECT_END", column="end_month", row_condition=condition),
        expects(
            "expect_column_pair_values_a_to_be_greater_than_b",
            code="EXPECT_ORDER",
            column_A="end_month",
            column_B="start_month",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
    )
    numbers = _numbers(200)
    rows = [row(number) for number in numbers]
    late = [row(number, 发放日期="2026-10-21") for number in numbers[:30]]
    without_end = [row(number, 状态="注销") for number in numbers[30:35]]
    with_end = [row(number, 状态="注销", 截止月份="2026-02") for number in numbers[35:38]]
    turned = [row(number, 截止月份="2025-12") for number in numbers[38:40]]
    rows[: len(late) + 10] = late + without_end + with_end + turned
    entry = run(layout, rows)
    assert entry.reasons == {"EXPECT_DATE": 30, "EXPECT_END": 5, "EXPECT_ORDER": 2}
    assert entry.rows_staged == 163
    found = quarantine(layout)
    assert [r for r, code, _ in found if code == "EXPECT_DATE"] == list(range(2, 32))
    assert [(r, column) for r, code, column in found if code == "EXPECT_END"] == [
        (r, "end_month") for r in range(32, 37)
    ]
    assert [(r, column) for r, code, column in found if code == "EXPECT_ORDER"] == [(40, None), (41, None)]


def test_shared_expectations_apply_where_their_columns_are(layout: Layout) -> None:
    write_suite(
        layout,
        expects("expect_column_value_lengths_to_be_between", column="name", min_value=1, max_value=4),
        expects("expect_column_values_to_not_be_null", column="village_code"),
        name="_common",
    )
    entry = run(layout, [row(FIRST), row(SECOND, 姓名="一二三四五")])
    assert entry.reasons == {"EXPECT_TEST": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        expects("expect_column_values_to_not_be_null", column="no_such_column"),
        expects("expect_column_values_to_be_pretty", column="name"),
        expects("expect_column_values_to_be_between", column="amount", min_value=[]),
        expects("expect_column_values_to_not_be_null", "fatal", column="name"),
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "name"}},
    ],
)
def test_a_wrong_suite_is_a_configuration_error(layout: Layout, wrong: dict[str, Any]) -> None:
    write_suite(layout, wrong)
    with pytest.raises(ConfigurationError):
        run(layout, [row(FIRST)])


def test_the_same_expectation_twice_is_a_configuration_error(layout: Layout) -> None:
    twice = expects("expect_column_values_to_not_be_null", "warning", column="name")
    write_suite(layout, twice, twice)
    with pytest.raises(ConfigurationError, match="twice"):
        run(layout, [row(FIRST)])


def test_an_expectation_that_errors_is_no_verdict_and_quotes_no_value(
    layout: Layout, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write_suite(layout, expects("expect_column_values_to_be_between", column="name", min_value=1, max_value=5))
    with pytest.raises(ExpectationErroredError) as raised:
        run(layout, [row(FIRST, 姓名="测试某某")])
    assert "expect_column_values_to_be_between of name" in str(raised.value)
    shown = str(raised.value) + caplog.text + "".join(capfd.readouterr())
    assert "测试某某" not in shown
    assert ledger.read(layout, CONTRACT, PERIOD).status == "standardised"
    assert not layout.table("staging", CONTRACT.dataset, PERIOD).exists()


def test_results_hold_counts_and_no_value(layout: Layout) -> None:
    write_suite(
        layout,
        expects("expect_column_values_to_be_in_set", column="name", value_set=["测试甲"]),
        expects("expect_column_values_to_not_match_regex", "warning", column="person_id", regex="^5299"),
        expects("expect_column_max_to_be_between", "warning", column="amount", max_value=10),
    )
    run(layout, [row(FIRST, 姓名="测试某某", 金额="987.65"), row(SECOND, 金额="987.65")])
    path = layout.validation(CONTRACT.dataset, PERIOD)
    text = path.read_text(encoding="utf-8")
    for value in (FIRST, SECOND, FIRST[:17], "测试某某", "987.65"):
        assert value not in text
    checks = {check["expectation"]: check for check in json.loads(text)["checks"]}
    assert checks["expect_column_values_to_not_match_regex"] == {
        "expectation": "expect_column_values_to_not_match_regex",
        "column_name": "person_id",
        "severity": "warning",
        "scope": "row",
        "success": False,
        "element_count": 2,
        "unexpected_count": 2,
        "title": "expect_column_values_to_not_match_regex 未通过",
    }
    largest = checks["expect_column_max_to_be_between"]
    assert (largest["scope"], largest["success"], largest["unexpected_count"]) == ("table", False, None)


def test_rows_that_vanish_are_a_defect_of_this_system(layout: Layout) -> None:
    entry = standardise(CONTRACT, deliver(layout, CONTRACT, [row(FIRST), row(SECOND)]), layout, AS_OF)
    entry.rows_delivered = 3
    with pytest.raises(LedgerBroken):
        validate(CONTRACT, entry, layout, layout.home / "expectations", AS_OF)


def test_validating_again_gives_the_same_bytes(layout: Layout) -> None:
    write_suite(layout, expects("expect_column_values_to_be_between", column="amount", min_value=0, max_value=185))
    rows = [row(number, 金额=str(100 + place)) for place, number in enumerate(_numbers(90))]
    written = [
        layout.table("staging", CONTRACT.dataset, PERIOD),
        layout.table("quarantine", CONTRACT.dataset, PERIOD),
        layout.validation(CONTRACT.dataset, PERIOD),
        layout.ledger(CONTRACT.dataset, PERIOD),
    ]
    entry = run(layout, rows)
    before = [path.read_bytes() for path in written]
    validate(CONTRACT, entry, layout, layout.home / "expectations", AS_OF)
    assert [path.read_bytes() for path in written] == before


def _numbers(count: int) -> list[str]:
    from monitoring.identity.citizen_id import check_character

    digits = [f"52990119900101{sequence:03d}" for sequence in range(count)]
    return [text + check_character(text) for text in digits]


TRICKY = [
    # row_no, name, amount, paid_date, start_month, end_month
    (1, "测试甲", 12.5, dt.date(2026, 1, 1), 202601, 202612),
    (2, "", 0.0, dt.date(1800, 1, 1), 202612, 202601),
    (3, None, None, None, None, None),
    (4, " 测试 ", -0.01, dt.date(2200, 12, 31), 202601, None),
    (5, "a'b\"c;%_", 999999.99, dt.date(2026, 10, 31), None, 202601),
    (6, "测试甲", 100.0, dt.date(2026, 11, 1), 202601, 202601),
    (7, "𬱖", 1000000.0, dt.date(1880, 1, 1), 0, -1),
]
PARITY = [
    ("expect_column_values_to_not_be_null", {"column": "name"}),
    ("expect_column_values_to_not_be_null", {"column": "amount", "mostly": 0.8}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 0, "max_value": 1000}),
    (
        "expect_column_values_to_be_between",
        {"column": "paid_date", "min_value": "1880-01-01T00:00:00", "max_value": "2026-10-31T00:00:00"},
    ),
    ("expect_column_values_to_be_between", {"column": "start_month", "min_value": 194910, "max_value": 202612}),
    ("expect_column_value_lengths_to_be_between", {"column": "name", "min_value": 1, "max_value": 3}),
    ("expect_column_values_to_match_regex", {"column": "name", "regex": "^测"}),
    ("expect_column_values_to_match_regex", {"column": "name", "regex": "试", "mostly": 0.5}),
    ("expect_column_values_to_not_match_regex", {"column": "name", "regex": "[0-9A-Za-z]"}),
    ("expect_column_values_to_be_in_set", {"column": "name", "value_set": ["测试甲", "a'b\"c;%_"]}),
    ("expect_column_values_to_be_unique", {"column": "name"}),
    (
        "expect_column_pair_values_a_to_be_greater_than_b",
        {
            "column_A": "end_month",
            "column_B": "start_month",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "end_month", "column_B": "start_month", "ignore_row_if": "either_value_is_missing"},
    ),
    ("expect_column_mean_to_be_between", {"column": "amount", "min_value": 0, "max_value": 1}),
    ("expect_column_proportion_of_non_null_values_to_be_between", {"column": "amount", "min_value": 0.9}),
    ("expect_column_proportion_of_unique_values_to_be_between", {"column": "name", "min_value": 0.9}),
    ("expect_table_row_count_to_be_between", {"min_value": 8}),
]


def test_duckdb_and_pandas_give_the_same_verdicts(tmp_path: Path) -> None:
    """Every type of expectation the suites use, on values that tell engines apart."""
    import pandas as pd
    import pyarrow as pa

    names = ["row_no", "name", "amount", "paid_date", "start_month", "end_month"]
    table = pa.Table.from_pylist([dict(zip(names, values, strict=True)) for values in TRICKY])
    pq.write_table(table, tmp_path / "tricky.parquet")
    expectations = [Expectation(kind, kwargs, "critical", "", "EXPECT_TEST") for kind, kwargs in PARITY]
    ours = run_suite(f"select * from read_parquet('{tmp_path / 'tricky.parquet'}')", expectations, {})
    frame = table.to_pandas()
    frame["paid_date"] = pd.to_datetime(frame["paid_date"]).astype("datetime64[us]")
    assert [_outcome(check) for check in ours] == _pandas_outcomes(frame, expectations)


def _outcome(check: Check) -> tuple[str, bool, int | None, tuple[int, ...]]:
    is_located = check.scope == "row" and not check.success
    return check.expectation.type, check.success, check.unexpected_count, check.rows if is_located else ()


def _pandas_outcomes(
    frame: Any, expectations: list[Expectation]
) -> list[tuple[str, bool, int | None, tuple[int, ...]]]:
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("a")
    batch = asset.add_batch_definition_whole_dataframe("b").get_batch({"dataframe": frame})
    configured = [
        {"type": e.type, "kwargs": e.kwargs, "severity": "critical", "meta": {"place": place}}
        for place, e in enumerate(expectations)
    ]
    complete = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row_no"]}
    found = batch.validate(gx.ExpectationSuite(name="s", expectations=configured), result_format=complete)
    results = sorted(found.results, key=lambda result: int(result.expectation_config.meta["place"]))
    outcomes = []
    for expectation, result in zip(expectations, results, strict=True):
        located = expectation.is_about_rows and not result.success
        rows = [item["row_no"] for item in result.result.get("unexpected_index_list") or []] if located else []
        outcomes.append(
            (
                expectation.type,
                bool(result.success),
                result.result.get("unexpected_count"),
                tuple(sorted(map(int, rows))),
            )
        )
    return outcomes
