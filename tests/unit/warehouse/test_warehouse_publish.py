"""A month is published whole or not at all, once, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from monitoring.errors import AuditRefused, MonitoringError
from monitoring.warehouse import access
from monitoring.warehouse.errors import LeaseLost
from monitoring.warehouse.publish import KEPT_SUPERSEDED, audit, publications, publish, rollback, stage
from tests.lib.marts import LISTED, Marts, sample, write
from tests.lib.warehouse import PERIOD, layout_at

Load = Callable[[Marts], int]


def with_priority(priority: int) -> Marts:
    rows = sample()
    rows["monitoring_subjects"][0]["priority"] = priority
    return rows


def shown(warehouse: Engine) -> list[tuple[int, int]]:
    """Version and the first household's priority, as an analyst sees them."""
    rows = access.mart_rows(warehouse, "monitoring_subjects", PERIOD)
    return [(row["version"], row["priority"]) for row in rows if row["household_id"] == LISTED]


def states(warehouse: Engine) -> dict[int, str]:
    return {row["version"]: row["state"] for row in publications(warehouse)}


def test_nobody_sees_a_version_before_it_is_published(warehouse: Engine, load: Load) -> None:
    version = load(sample())
    assert shown(warehouse) == []
    audit(warehouse, PERIOD, version)
    assert shown(warehouse) == []
    publish(warehouse, PERIOD, version)
    assert shown(warehouse) == [(1, 2)]
    assert access.published_periods(warehouse) == ["2026-10"]


def test_values_come_back_as_they_were_written(warehouse: Engine, release: Load) -> None:
    release(sample())
    finding = access.mart_rows(warehouse, "findings", PERIOD)[0]
    given = sample()["findings"][0]
    assert finding["sentence"] == given["sentence"]
    assert finding["evidence"] == [{"dataset": "education.students", "row_no": 7, "value": None}]
    assert finding["masked_id"] is None
    assert access.mart_rows(warehouse, "parameters_used", PERIOD)[0]["source"] == ""
    subject = access.mart_rows(warehouse, "monitoring_subjects", PERIOD)[0]
    assert (str(subject["income_per_capita"]), str(subject["last_visit_date"])) == ("9876.50", "2026-10-03")
    assert subject["has_contact"] is False


def test_the_same_content_again_is_the_same_version(warehouse: Engine, load: Load, release: Load) -> None:
    assert release(sample()) == 1
    digest = access.published_digest(warehouse, PERIOD)
    shuffled = {name: list(reversed(rows)) for name, rows in sample().items()}
    assert load(shuffled) == 1
    audit(warehouse, PERIOD, 1)
    assert publish(warehouse, PERIOD, 1) == 1
    assert states(warehouse) == {1: "published"}
    assert access.published_digest(warehouse, PERIOD) == digest == publications(warehouse)[0]["digest"]


def test_other_content_is_the_next_version(warehouse: Engine, release: Load) -> None:
    release(sample())
    digest = access.published_digest(warehouse, PERIOD)
    assert release(with_priority(1)) == 2
    assert shown(warehouse) == [(2, 1)]
    assert states(warehouse) == {1: "superseded", 2: "published"}
    assert access.published_digest(warehouse, PERIOD) != digest


def test_a_new_name_alone_is_other_content(warehouse: Engine, release: Load) -> None:
    release(sample())
    rows = sample()
    rows["people"][0]["name"] = "测试丁"
    assert release(rows) == 2


def test_only_an_audited_version_can_be_published(warehouse: Engine, load: Load) -> None:
    version = load(sample())
    with pytest.raises(AuditRefused):
        publish(warehouse, PERIOD, version)
    assert access.published_periods(warehouse) == []


def test_what_was_staged_and_not_published_is_replaced(warehouse: Engine, load: Load) -> None:
    load(sample())
    assert load(with_priority(1)) == 2
    assert states(warehouse) == {1: "discarded", 2: "staged"}
    assert access.query(warehouse, "select distinct version from monitoring.findings") == [{"version": 2}]


def test_a_run_overtaken_by_another_stops(warehouse: Engine, load: Load) -> None:
    late = load(sample())
    audit(warehouse, PERIOD, late)
    newer = load(with_priority(1))
    audit(warehouse, PERIOD, newer)
    publish(warehouse, PERIOD, newer)
    for step in (audit, publish):
        with pytest.raises(LeaseLost):
            step(warehouse, PERIOD, late)
    assert shown(warehouse) == [(newer, 1)]


def test_a_version_is_not_published_over_one_it_was_not_built_on(warehouse: Engine, load: Load, release: Load) -> None:
    release(sample())
    release(with_priority(1))
    waiting = load(with_priority(3))
    audit(warehouse, PERIOD, waiting)
    rollback(warehouse, PERIOD, 1)
    with pytest.raises(LeaseLost):
        publish(warehouse, PERIOD, waiting)
    assert shown(warehouse) == [(1, 2)]


def test_a_version_can_be_brought_back_and_the_ledger_says_why(warehouse: Engine, release: Load) -> None:
    release(sample())
    digest = access.published_digest(warehouse, PERIOD)
    release(with_priority(1))
    assert rollback(warehouse, PERIOD, 1, "乡镇反映有误") == 1
    assert shown(warehouse) == [(1, 2)]
    assert access.published_digest(warehouse, PERIOD) == digest
    assert states(warehouse) == {1: "published", 2: "rolled_back"}
    history = "select version, state from monitoring.publication_events where reason = '乡镇反映有误' order by event_no"
    assert [tuple(row.values()) for row in access.query(warehouse, history)] == [(1, "published"), (2, "rolled_back")]
    assert rollback(warehouse, PERIOD, 2) == 2
    assert shown(warehouse) == [(2, 1)]


def test_old_versions_are_emptied_and_cannot_be_brought_back(warehouse: Engine, release: Load) -> None:
    for priority in range(10, 10 + KEPT_SUPERSEDED + 2):
        release(with_priority(priority))
    assert states(warehouse) == {1: "purged", 2: "superseded", 3: "superseded", 4: "superseded", 5: "published"}
    left = access.query(warehouse, "select distinct version from monitoring.findings order by version")
    assert [row["version"] for row in left] == [2, 3, 4, 5]
    with pytest.raises(MonitoringError, match="不能恢复"):
        rollback(warehouse, PERIOD, 1)


def test_a_repeated_key_is_refused_before_anything_is_kept(warehouse: Engine, load: Load, release: Load) -> None:
    release(sample())
    rows = with_priority(1)
    rows["monitoring_subjects"].append(dict(rows["monitoring_subjects"][0]))
    with pytest.raises(AuditRefused, match="monitoring_subjects_pkey") as refusal:
        load(rows)
    assert "5200000001" not in str(refusal.value)
    assert refusal.value.__context__ is None or "5200000001" not in str(refusal.value.__context__)
    assert states(warehouse) == {1: "published"}


def test_a_file_with_other_columns_is_refused(warehouse: Engine, tmp_path: Path) -> None:
    paths = write(sample(), tmp_path)
    pq.write_table(pq.read_table(paths["findings"]).drop_columns(["rule"]), paths["findings"])
    with pytest.raises(MonitoringError, match=r"findings .*：rule$"):
        stage(warehouse, layout_at(tmp_path), PERIOD, paths)
    assert publications(warehouse) == []
