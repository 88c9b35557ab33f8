"""Reading: read only, in a fixed order, masked as far as the reader may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.warehouse import access
from monitoring.warehouse.errors import WarehouseError
from tests.lib.marts import LISTED, PEOPLE, REGISTERED, Marts, sample
from tests.lib.warehouse import PERIOD

Load = Callable[[Marts], int]


def test_the_work_list_shows_both_ends_of_a_number_and_no_name(warehouse: Engine, release: Load) -> None:
    release(sample())
    rows = access.worklist(warehouse, PERIOD, "甲乡")
    assert [(row["household_id"], row["work_id"], row["masked_name"]) for row in rows] == [
        (LISTED, "529901********0012", "测**"),
        (LISTED, "529901********0028", "测**"),
        (REGISTERED, "529901********003X", "测**"),
    ]
    assert access.worklist(warehouse, PERIOD, "乙乡") == []
    assert not any(number in str(rows) or name in str(rows) for number, name in PEOPLE.values())


def test_queries_read_the_published_month_and_cannot_write(warehouse: Engine, release: Load) -> None:
    release(sample())
    assert access.query(warehouse, "select rule from findings where rule like 'risk.%'") == [{"rule": "risk.dropout"}]
    counted = access.query(warehouse, "select count(*) as n from findings where status = :status", {"status": "new"})
    assert counted == [{"n": 1}]
    with pytest.raises(WarehouseError) as refusal:
        access.query(warehouse, "delete from monitoring.findings returning rule")
    assert refusal.value.sqlstate == "25006"


def test_a_database_error_says_its_code_and_nothing_of_the_row(warehouse: Engine, release: Load) -> None:
    release(sample())
    with pytest.raises(WarehouseError) as failure:
        access.query(warehouse, "select person_id::date from restricted.people")
    assert failure.value.sqlstate == "22008"
    assert "529901" not in str(failure.value)
    assert failure.value.__context__ is None
    assert failure.value.__cause__ is None


def test_rows_come_in_the_order_asked_for(warehouse: Engine, release: Load) -> None:
    release(sample())
    rows = access.mart_rows(warehouse, "monitoring_subjects", PERIOD, ["people_count"])
    assert [row["people_count"] for row in rows] == [1, 2]
    rows = access.mart_rows(warehouse, "monitoring_subjects", PERIOD)
    assert [row["household_id"] for row in rows] == [LISTED, REGISTERED]
    assert list(rows[0])[:3] == ["period", "version", "household_id"]


@pytest.mark.parametrize(("view", "order"), [("people", None), ("findings; drop", None), ("findings", ["rule desc"])])
def test_only_known_views_and_columns_are_read(warehouse: Engine, view: str, order: list[str] | None) -> None:
    with pytest.raises(ConfigurationError):
        access.mart_rows(warehouse, view, PERIOD, order)


def test_a_month_is_read_whole(warehouse: Engine, release: Load) -> None:
    with pytest.raises(MonitoringError, match="尚未发布"):
        access.month_rows(warehouse, PERIOD)
    release(sample())
    assert access.month_rows(warehouse, PERIOD)["worklist"] == []
    rows = access.month_rows(warehouse, PERIOD, named=True)
    assert {name: len(table) for name, table in rows.items() if name in ("findings", "deliveries", "worklist")} == {
        "findings": 1,
        "deliveries": 2,
        "worklist": 3,
    }
    assert "people" not in rows
    assert access.current_version(warehouse, PERIOD) == 1
    assert access.current_version(warehouse, PERIOD.shift(1)) is None
    assert access.published_digest(warehouse, PERIOD.shift(1)) is None
