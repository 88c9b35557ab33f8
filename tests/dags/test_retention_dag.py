"""The Dag of the purge: when it runs, for which month, and what a failure of it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitoring import published_data
from monitoring.errors import ConfigurationError
from monitoring.retention import step
from tests.dags.test_schedule import next_runs

CHINA = ZoneInfo("Asia/Shanghai")
Run = Callable[..., tuple[str, dict[tuple[str, int], str]]]


def test_it_runs_after_the_month_was_published_and_counts_from_that_month(bag: Any) -> None:
    from airflow.sdk.timezone import datetime

    ((month, _),) = next_runs(bag.dags["monthly_monitoring"], 1, datetime(2026, 11, 1))
    ((when, key),) = next_runs(bag.dags["retention"], 1, datetime(2026, 11, 1))
    assert (when, key) == (dt.datetime(2026, 11, 25, 3, tzinfo=CHINA), "2026-11")
    assert when > month


def test_it_purges_for_its_month(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(step, "purge_expired", lambda period: asked.append(period) or {"period": period, "removed": 0})
    state, _ = run("retention", period="2026-10")
    assert (state, asked) == ("success", ["2026-10"])


@pytest.fixture
def no_warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_data, "warehouse", lambda settings, layout: None)


def test_a_month_to_come_fails_at_once(run: Run, no_warehouse: None) -> None:
    state, states = run("retention", period="2999-01")
    assert (state, set(states.values())) == ("failed", {"failed"})


def test_the_step_refuses_a_day_that_has_not_come(no_warehouse: None) -> None:
    with pytest.raises(ConfigurationError, match="还没有到"):
        step.purge_expired("2999-01")
