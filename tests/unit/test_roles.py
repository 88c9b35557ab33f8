"""Role views: what of which month's deliveries the SQL of a month gets to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitoring import roles
from monitoring.contracts import load_roles
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout
from monitoring.relations import register
from tests.lib.staged import CONTRACTS, INCLUDE, PERIOD, close, number, settings_at, stage

FIRST, SECOND = 52990119800101001, 52990119800101002
RESIDENTS, DEATHS = "public_security.residents", "public_security.deaths"
LISTED = "rural_revitalization.monitored_members"
LAST = PERIOD.shift(-1)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(settings_at(tmp_path))


def _rows(layout: Layout, sql: str) -> list[dict[str, Any]]:
    with DuckDB(layout.home, "test", memory="500MB", threads=1) as engine:
        register(engine, settings_at(layout.home), layout, PERIOD)
        return engine.rows(sql)


def _one(layout: Layout, sql: str) -> dict[str, Any]:
    (row,) = _rows(layout, sql)
    return row


def _status(layout: Layout, dataset: str) -> tuple[str, str | None]:
    row = _one(layout, f"select status, carried_from from deliveries where dataset = '{dataset}'")
    return row["status"], row["carried_from"]


def test_every_role_has_all_its_columns_in_their_types_without_any_delivery(layout: Layout) -> None:
    dictionary = roles.load_dictionary(INCLUDE / "contracts")
    with DuckDB(layout.home, "test", memory="500MB", threads=1) as engine:
        register(engine, settings_at(layout.home), layout, PERIOD)
        for role in load_roles(INCLUDE / "contracts"):
            found = {name: kind.lower().replace(",", ", ") for name, kind in engine.columns(f"from {role}").items()}
            assert found == dictionary.columns(role)


def test_a_snapshot_is_this_months_and_says_where_each_row_is_from(layout: Layout) -> None:
    stage(layout, RESIDENTS, LAST, [{"person_key": FIRST}, {"person_key": SECOND}])
    stage(layout, RESIDENTS, PERIOD, [{"person_key": FIRST, "name": "测试甲"}])
    row = _one(layout, "select * from residents")
    assert (row["person_key"], row["person_id"], row["name"]) == (FIRST, number(FIRST), "测试甲")
    assert (row["dataset"], row["department"], row["row_no"], row["period"]) == (
        RESIDENTS,
        "public_security",
        1,
        "2026-10",
    )


def test_an_increment_is_the_union_of_all_months_and_the_latest_row_of_a_key_wins(layout: Layout) -> None:
    stage(layout, DEATHS, LAST, [{"person_key": FIRST, "death_date": "2026-09-01"}, {"person_key": SECOND}])
    stage(layout, DEATHS, PERIOD, [{"person_key": FIRST, "death_date": "2026-09-02"}])
    stage(layout, DEATHS, PERIOD.shift(1), [{"person_key": FIRST, "death_date": "2026-09-03"}])
    rows = _rows(layout, "select person_key, cast(death_date as varchar) as day, period from deaths order by all")
    assert rows == [
        {"person_key": FIRST, "day": "2026-09-02", "period": "2026-10"},
        {"person_key": SECOND, "day": None, "period": "2026-09"},
    ]


def test_increments_without_a_number_stand_for_themselves(layout: Layout) -> None:
    stage(layout, DEATHS, LAST, [{"name": "测试甲"}])
    stage(layout, DEATHS, PERIOD, [{"name": "测试乙"}])
    assert len(_rows(layout, "select * from deaths")) == 2


def test_an_increment_refused_later_does_not_count_though_its_staged_file_is_there(layout: Layout) -> None:
    stage(layout, DEATHS, LAST, [{"person_key": FIRST, "death_date": "2026-09-01"}])
    close(layout, DEATHS, LAST, "refused", code="S007", message="文件有误")
    assert _rows(layout, "select * from deaths") == []


def test_the_register_is_carried_over_and_says_so(layout: Layout) -> None:
    stage(layout, RESIDENTS, PERIOD.shift(-3), [{"person_key": FIRST}])
    close(layout, RESIDENTS, PERIOD, "refused", code="S007", message="文件有误")
    assert _one(layout, "select period from residents") == {"period": "2026-07"}
    assert _status(layout, RESIDENTS) == ("carried", "2026-07")


def test_earlier_months_of_the_list_can_be_read_as_each_of_them_was_delivered(layout: Layout) -> None:
    for months, income in ((-13, 1300), (-12, 1200), (-4, 400), (-1, 100), (0, 50), (1, 25)):
        row = {"person_key": FIRST, "listed_household_no": "L1", "income_per_capita": income}
        stage(layout, LISTED, PERIOD.shift(months), [row])
    close(layout, LISTED, PERIOD.shift(-4), "refused", code="S007", message="文件有误")
    sql = "select months_back, cast(income_per_capita as integer) as income, period from listed_members_history"
    assert _rows(layout, f"{sql} order by months_back") == [
        {"months_back": 1, "income": 100, "period": "2026-09"},
        {"months_back": 12, "income": 1200, "period": "2025-10"},
    ]


def test_history_has_its_columns_before_there_is_any(layout: Layout) -> None:
    dictionary = roles.load_dictionary(INCLUDE / "contracts")
    with DuckDB(layout.home, "test", memory="500MB", threads=1) as engine:
        register(engine, settings_at(layout.home), layout, PERIOD)
        found = engine.columns("from listed_members_history")
    assert list(found) == list(dictionary.history_columns("listed_members"))


def test_nothing_is_carried_over_for_longer_than_the_contract_allows(layout: Layout) -> None:
    stage(layout, RESIDENTS, PERIOD.shift(-4), [{"person_key": FIRST}])
    assert _rows(layout, "select * from residents") == []
    assert _status(layout, RESIDENTS) == ("missing", None)


def test_a_delivery_that_was_never_closed_counts_as_missing(layout: Layout) -> None:
    stage(layout, "education.students", PERIOD, [{"person_key": FIRST}])
    close(layout, "education.students", PERIOD, "standardised")
    assert _rows(layout, "select * from schooling") == []
    assert _status(layout, "education.students") == ("missing", None)


def test_a_contract_maps_fixed_values_other_columns_and_only_some_rows(layout: Layout) -> None:
    pension = "human_resources.resident_pension"
    stage(
        layout,
        pension,
        PERIOD,
        [
            {"person_key": FIRST, "status": "receiving", "benefit_start_month": 202601, "amount": 185},
            {"person_key": SECOND, "status": "normal"},
        ],
    )
    benefit = _one(layout, "select person_key, kind, start_month from benefits")
    assert benefit == {"person_key": FIRST, "kind": "resident_pension", "start_month": 202601}
    kinds = _rows(layout, "select distinct kind, scheme from insurance")
    assert kinds == [{"kind": "pension", "scheme": "resident"}]
    assert _one(layout, "select count(*) as people from insurance")["people"] == 2


def test_mentions_hold_every_identified_row_of_every_dataset(layout: Layout) -> None:
    stage(layout, RESIDENTS, PERIOD, [{"person_key": FIRST, "name": "测试甲"}])
    stage(layout, "education.students", PERIOD, [{"person_key": FIRST, "name": "测试乙"}, {"name": "测试丙"}])
    rows = _rows(layout, "select name, dataset from mentions order by name")
    assert rows == [
        {"name": "测试乙", "dataset": "education.students"},
        {"name": "测试甲", "dataset": RESIDENTS},
    ]


def test_parameters_are_one_row_of_what_holds_on_the_comparison_day(layout: Layout) -> None:
    row = _one(layout, "select * from parameters")
    assert (str(row["as_of"]), row["period_month"], row["school_year"]) == ("2026-10-20", 202610, "2026-2027")
    assert (str(row["school_year_cutoff"]), row["insured_year"], row["income_line"]) == ("2026-08-31", 2026, 7300)


def test_deliveries_have_a_row_for_every_contract(layout: Layout) -> None:
    rows = _rows(layout, "select dataset, status from deliveries order by dataset")
    assert rows == [{"dataset": dataset, "status": "missing"} for dataset in sorted(CONTRACTS)]
