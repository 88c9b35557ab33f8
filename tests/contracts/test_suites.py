"""Every dataset has a suite of expectations, and every suite is one that both engines of Great Expectations can run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from monitoring.canonical import canonical_columns
from monitoring.contracts import load_contracts, load_fields

PROJECT = Path(__file__).resolve().parents[2]
SUITES = PROJECT / "expectations"
CONTRACTS = load_contracts(PROJECT / "include" / "contracts")
FIELDS = load_fields(PROJECT / "include" / "contracts")
COMMON = json.loads((SUITES / "_common.json").read_text(encoding="utf-8"))

ROW_LEVEL = {
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_match_regex",
    "expect_column_values_to_not_match_regex",
    "expect_column_value_lengths_to_be_between",
    "expect_column_pair_values_a_to_be_greater_than_b",
    "expect_column_pair_values_to_be_equal",
}
TABLE_LEVEL = {
    "expect_column_mean_to_be_between",
    "expect_column_proportion_of_non_null_values_to_be_between",
    "expect_column_proportion_of_unique_values_to_be_between",
}
REPORTS_A_SHARE = "expect_column_proportion_of_non_null_values_to_be_between"
PARAMETERS = {"as_of", "period_start", "period_end", "period_month"}
every_dataset = pytest.mark.parametrize("dataset", sorted(CONTRACTS))
every_suite = pytest.mark.parametrize("name", ["_common", *sorted(CONTRACTS)])


def suite(name: str) -> dict[str, Any]:
    """A suite by its dataset; the common one by its name."""
    if name == "_common":
        return dict(COMMON)
    return dict(json.loads((SUITES / f"{name.replace('.', '/')}.json").read_text(encoding="utf-8")))


def columns_of(expectation: dict[str, Any]) -> list[str]:
    """Columns an expectation reads, those of its condition too."""
    kwargs = expectation["kwargs"]
    condition = kwargs.get("row_condition", {}).get("column", {})
    named = [kwargs.get(key) for key in ("column", "column_A", "column_B")] + [condition.get("name")]
    return [column for column in named if column is not None]


def applied(dataset: str) -> list[dict[str, Any]]:
    """What is expected of a dataset: its suite and what of the common one concerns its columns."""
    own, present = suite(dataset)["expectations"], set(canonical_columns(CONTRACTS[dataset]))
    return [*own, *(e for e in COMMON["expectations"] if set(columns_of(e)) <= present)]


def test_every_contract_has_its_suite_and_every_suite_its_contract() -> None:
    found = {f"{path.parent.name}.{path.stem}" for path in SUITES.glob("*/*.json")}
    assert found == set(CONTRACTS)
    assert {suite(dataset)["name"] for dataset in CONTRACTS} == set(CONTRACTS)


@every_suite
def test_only_types_that_every_engine_judges_alike(name: str) -> None:
    assert {e["type"] for e in suite(name)["expectations"]} <= ROW_LEVEL | TABLE_LEVEL


@every_suite
def test_whoever_reads_a_failure_learns_why_it_matters(name: str) -> None:
    for expectation in suite(name)["expectations"]:
        assert set(expectation) == {"type", "kwargs", "severity", "meta"}
        assert expectation["severity"] in ("critical", "warning", "info")
        assert re.fullmatch("EXPECT_[A-Z_]+", expectation["meta"]["code"])
        assert re.search("[一-鿿]", expectation["meta"]["reason"])


@every_dataset
def test_codes_tell_the_expectations_of_a_dataset_apart(dataset: str) -> None:
    codes = [expectation["meta"]["code"] for expectation in applied(dataset)]
    assert sorted(set(codes)) == sorted(codes)


@every_dataset
def test_a_suite_reads_only_columns_the_dataset_has(dataset: str) -> None:
    present = set(canonical_columns(CONTRACTS[dataset]))
    assert {c for e in suite(dataset)["expectations"] for c in columns_of(e)} - present == set()


def test_every_common_expectation_concerns_several_datasets() -> None:
    present = [set(canonical_columns(contract)) for contract in CONTRACTS.values()]
    for expectation in COMMON["expectations"]:
        assert sum(set(columns_of(expectation)) <= columns for columns in present) >= 2


@every_suite
def test_no_value_of_an_identifier_can_appear_in_a_result(name: str) -> None:
    for expectation in suite(name)["expectations"]:
        if expectation["type"] in TABLE_LEVEL - {REPORTS_A_SHARE}:
            assert FIELDS[expectation["kwargs"]["column"]].personal != "identifier"


@every_suite
def test_a_quarantined_row_is_wrong_by_itself_and_not_for_its_share(name: str) -> None:
    tolerant = [
        expectation["meta"]["code"]
        for expectation in suite(name)["expectations"]
        if expectation["severity"] == "critical" and "mostly" in expectation["kwargs"]
    ]
    assert tolerant == []


@every_suite
def test_bounds_of_time_come_from_the_month_and_never_mix_days_with_midnights(name: str) -> None:
    for expectation in suite(name)["expectations"]:
        bounds = [expectation["kwargs"].get(key) for key in ("min_value", "max_value")]
        given = {bound["$PARAMETER"] for bound in bounds if isinstance(bound, dict)}
        written = [bound for bound in bounds if isinstance(bound, str)]
        assert given <= PARAMETERS
        assert [bound for bound in written if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00", bound)] == []


@every_suite
def test_regular_expressions_mean_the_same_in_every_engine(name: str) -> None:
    for expectation in suite(name)["expectations"]:
        pattern = expectation["kwargs"].get("regex", "")
        assert re.compile(pattern)
        assert not re.search(r"\\[dws]|\(\?", pattern), "classes and lookaround differ between engines"


@every_suite
def test_pairs_say_nothing_about_rows_with_one_side_empty(name: str) -> None:
    pairs = [e for e in suite(name)["expectations"] if "column_A" in e["kwargs"]]
    assert [e for e in pairs if e["kwargs"].get("ignore_row_if") != "either_value_is_missing"] == []


@every_dataset
def test_nothing_the_contract_already_implies_is_said_again(dataset: str) -> None:
    contract = CONTRACTS[dataset]
    required = {name for name, column in contract.columns.items() if column.required}
    required |= {"person_key", "person_id"} if contract.id_column in required else set()
    for expectation in applied(dataset):
        column = contract.columns.get(expectation["kwargs"].get("column", ""))
        if expectation["type"] == "expect_column_values_to_not_be_null":
            assert expectation["kwargs"]["column"] not in required
        if expectation["type"] == "expect_column_values_to_be_in_set" and column is not None:
            assert not set(expectation["kwargs"]["value_set"]) >= set((column.values or {"": ""}).values())


def test_great_expectations_knows_every_type_and_argument() -> None:
    import great_expectations as gx  # here, because it takes seconds and only this test needs it

    for name in ["_common", *CONTRACTS]:
        content = suite(name)
        assert len(gx.ExpectationSuite(**content).expectations) == len(content["expectations"])
