"""How fresh and how correct a month was, from recorded instants only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from monitoring import punctuality, receipts
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import access
from monitoring.warehouse.publish import rollback
from tests.lib import marts
from tests.lib.warehouse import PERIOD, load, release, server_layout, server_url, warehouse

__all__ = ["load", "release", "server_layout", "server_url", "warehouse"]

WATER, STUDENTS = "water.drinking_water", "education.students"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings(), home=tmp_path, inbox=tmp_path / "inbox")


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 10, day, hour, tzinfo=punctuality.CHINA)


def note(settings: Settings, dataset: str, moment: dt.datetime | None) -> None:
    number = str(moment.day * 100 + moment.hour) if moment else "0"
    entry = Entry(dataset, dataset.split(".")[0], "2026-10", "landed", sha256=number.zfill(64))
    receipts.note(Layout(settings), entry, moment)


def published(moment: dt.datetime, corrections: int = 0) -> list[dict[str, object]]:
    return [{"period": "2026-10", "published_at": moment, "corrections": corrections}]


def test_the_hours_run_from_the_last_delivery_before_the_first_publication(settings: Settings) -> None:
    note(settings, WATER, at(20, 9))
    note(settings, STUDENTS, at(25, 9))
    (month,) = punctuality.months(settings, published(at(20, 15)), [])
    assert month.hours == 6
    assert month.is_in_time
    note(settings, STUDENTS, at(20, 14))
    assert punctuality.months(settings, published(at(20, 15)), [])[0].hours == 1


def test_where_nobody_noted_when_it_came_nothing_is_said(settings: Settings) -> None:
    note(settings, WATER, None)
    (month,) = punctuality.months(settings, published(at(21, 11)), [])
    assert month.hours is None
    assert month.due_at == at(21, 12)


def test_all_months_together(settings: Settings) -> None:
    rows = [{**published(at(21, 13), 1)[0], "period": name} for name in ("2026-10", "2026-11")]
    late = [{"period": "2026-10", "department": "water", "dataset": name} for name in (WATER, "water.other")]
    found = punctuality.balance(punctuality.months(settings, rows, late))
    assert (found.months, found.in_time, found.uncorrected) == (2, 1, 0)
    assert found.by_department == {"水利局": 1}, "one month, however many datasets"


def test_the_same_bytes_keep_the_moment_at_which_they_first_came(settings: Settings) -> None:
    layout, first = Layout(settings), Entry(WATER, "water", "2026-10", "landed", sha256="a" * 64)
    receipts.note(layout, first, at(18, 9))
    receipts.note(layout, first, at(25, 9))
    assert receipts.moments(layout, WATER, PERIOD) == [at(18, 9)]
    receipts.note(layout, replace(first, sha256="b" * 64), at(25, 9))
    assert receipts.moments(layout, WATER, PERIOD) == [at(18, 9), at(25, 9)]


def test_a_correction_is_other_content_shown_later_and_a_roll_back_is_none(
    settings: Settings, warehouse: Engine, release: Callable[[marts.Marts], int]
) -> None:
    rows = marts.sample()
    release(rows)
    assert figures(settings, warehouse) == (0, ())
    rows["indicators"][0]["value"] = 12345
    rows["deliveries"][0] |= {"department": "water", "remarks": "AFTER_PUBLICATION,VOLUME"}
    release(rows)
    release(rows)
    assert figures(settings, warehouse) == (1, ("水利局",))
    rollback(warehouse, PERIOD, 1, "核实有误")
    assert figures(settings, warehouse)[0] == 1


def figures(settings: Settings, engine: Engine) -> tuple[int, tuple[str, ...]]:
    rows = (access.query(engine, sql) for sql in (punctuality.FIRST_PUBLISHED, punctuality.CORRECTED_BY))
    (month,) = punctuality.months(settings, *rows)
    assert Period.parse(month.period) == PERIOD
    return month.corrections, month.corrected_by
