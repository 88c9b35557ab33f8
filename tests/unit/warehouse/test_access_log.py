"""Whoever writes the workbooks looks at named people: that stands on record before, a line for every township."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from monitoring import published_data
from monitoring.errors import MonitoringError
from monitoring.reports import MonthData
from monitoring.settings import load_settings
from monitoring.warehouse import access
from tests.lib import marts
from tests.lib.warehouse import PERIOD, layout_at

Release = Callable[[marts.Marts], int]
PURPOSE = "生成乡镇核查工作簿"


@pytest.fixture
def month(
    warehouse: Engine, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str | None], MonthData]:
    rows = marts.sample()
    rows["monitoring_subjects"][1]["township"] = "乙乡"
    rows["findings"][0]["township"] = None
    release(rows)
    monkeypatch.setattr(published_data, "warehouse", lambda settings, layout: warehouse)
    return lambda purpose: published_data.month_data(load_settings(), layout_at(tmp_path), PERIOD, purpose)


def entries(warehouse: Engine) -> list[tuple[object, ...]]:
    statement = "select actor, what, period, townships, purpose from monitoring.access_log order by entry_no"
    with warehouse.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_the_workbooks_leave_a_line_for_every_township_each_time(
    month: Callable[[str | None], MonthData], warehouse: Engine
) -> None:
    assert month(PURPOSE).worklist
    found = entries(warehouse)
    assert sorted(found, key=str) == sorted(
        (("pipeline", "worklist", "2026-10", name, PURPOSE) for name in ("甲乡", "乙乡", None)), key=str
    )
    month(PURPOSE)
    assert len(entries(warehouse)) == 2 * len(found)


def test_who_names_no_purpose_sees_nobody_and_leaves_no_line(
    month: Callable[[str | None], MonthData], warehouse: Engine
) -> None:
    assert month(None).worklist == []
    assert entries(warehouse) == []


def test_the_lines_stand_even_when_reading_fails(
    month: Callable[[str | None], MonthData], warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MonitoringError("broken off")

    monkeypatch.setattr(access, "month_rows", fail)
    with pytest.raises(MonitoringError):
        month(PURPOSE)
    assert len(entries(warehouse)) == 3
