"""A run from the past publishes nothing, and what it lost can be run again; a program from the past publishes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from monitoring.warehouse import migrate
from monitoring.warehouse.errors import LeaseLost, OtherSchema
from monitoring.warehouse.publish import KEPT_SUPERSEDED, audit, publications, publish, rollback
from tests.lib.marts import Marts, sample
from tests.lib.warehouse import PERIOD

Load = Callable[[Marts], int]


def content(number: int) -> Marts:
    rows = sample()
    for subject in rows["monitoring_subjects"]:
        subject["priority"] = number
    return rows


def shown(engine: Engine) -> int:
    [version] = [row["version"] for row in publications(engine) if row["is_current"]]
    return int(version)


def test_a_newer_run_that_brings_what_is_published_already_still_overtakes(
    warehouse: Engine, load: Load, release: Load
) -> None:
    release(content(1))
    late = load(content(2))
    audit(warehouse, PERIOD, late)
    assert release(content(1)) == 1
    with pytest.raises(LeaseLost):
        publish(warehouse, PERIOD, late)
    assert shown(warehouse) == 1


def test_a_run_that_lost_its_place_can_be_run_again(warehouse: Engine, load: Load, release: Load) -> None:
    release(content(1))
    release(content(2))
    late = load(content(3))
    audit(warehouse, PERIOD, late)
    for version in (1, 2):
        rollback(warehouse, PERIOD, version)
    with pytest.raises(LeaseLost):
        publish(warehouse, PERIOD, late)
    assert release(content(3)) > late
    assert shown(warehouse) > late


def test_what_was_shown_last_is_kept_longest(warehouse: Engine, release: Load) -> None:
    for number in range(KEPT_SUPERSEDED + 1):
        release(content(number))
    rollback(warehouse, PERIOD, 1)
    release(content(99))
    states = {row["version"]: row["state"] for row in publications(warehouse)}
    assert states == {1: "superseded", 2: "purged", 3: "superseded", 4: "rolled_back", 5: "published"}
    assert rollback(warehouse, PERIOD, 1) == 1


@pytest.fixture
def upgraded(warehouse: Engine) -> Iterator[Callable[[], None]]:
    """Makes the database look as if a newer program had migrated it; undone afterwards."""
    place = "monitoring.alembic_version"
    with warehouse.connect() as connection:
        before = connection.execute(text(f"select version_num from {place}")).scalar_one()

    def become(revision: str) -> None:
        with warehouse.begin() as connection:
            connection.execute(text(f"update {place} set version_num = :revision"), {"revision": revision})

    yield lambda: become("9999")
    become(before)


def test_a_run_under_way_does_not_publish_into_tables_that_a_newer_program_upgraded(
    warehouse: Engine, load: Load, release: Load, upgraded: Callable[[], None]
) -> None:
    release(content(1))
    waiting = load(content(2))
    audit(warehouse, PERIOD, waiting)
    upgraded()
    for step in (audit, publish):
        with pytest.raises(OtherSchema, match="比本程序新"):
            step(warehouse, PERIOD, waiting)
    with pytest.raises(OtherSchema):
        load(content(3))
    assert shown(warehouse) == 1


def test_an_older_program_does_not_start_on_newer_tables(warehouse: Engine, upgraded: Callable[[], None]) -> None:
    upgraded()
    for act in (migrate.upgrade, migrate.pending):
        with pytest.raises(OtherSchema):
            act(warehouse)
