"""A run's month: which day it runs, which key it carries, and that nothing runs without one."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitoring.contracts import departments, load_contracts
from monitoring.settings import load_settings

CHINA = ZoneInfo("Asia/Shanghai")
CONTRACTS = departments(load_contracts(load_settings().contracts))


def next_runs(dag: Any, count: int, after: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """(when, partition key) of the runs the scheduler would create, the first one after that moment."""
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import DagRunInfo, TimeRestriction

    timetable = coerce_to_core_timetable(dag.timetable)
    everything = TimeRestriction(earliest=after, latest=None, catchup=True)
    runs: list[tuple[dt.datetime, str]] = []
    last: DagRunInfo | None = None
    while len(runs) < count:
        last = timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=everything)
        runs.append((last.run_after.astimezone(CHINA), last.partition_key))
    return runs


def test_the_month_runs_on_the_comparison_day_and_names_that_month(bag: Any) -> None:
    from airflow.sdk.timezone import datetime

    runs = next_runs(bag.dags["monthly_monitoring"], 3, datetime(2026, 11, 1))
    assert runs == [
        (dt.datetime(2026, 11, 20, 6, tzinfo=CHINA), "2026-11"),
        (dt.datetime(2026, 12, 20, 6, tzinfo=CHINA), "2026-12"),
        (dt.datetime(2027, 1, 20, 6, tzinfo=CHINA), "2027-01"),
    ]


@pytest.mark.parametrize("department", sorted(CONTRACTS))
def test_a_department_runs_on_its_latest_due_day_before_the_month_does(bag: Any, department: str) -> None:
    from airflow.sdk.timezone import datetime

    due = max(contract.delivery.due_day for contract in CONTRACTS[department])
    ((when, key),) = next_runs(bag.dags[f"ingest__{department}"], 1, datetime(2026, 11, 1))
    assert (when, key) == (dt.datetime(2026, 11, due, 22, tzinfo=CHINA), "2026-11")
    ((month, _),) = next_runs(bag.dags["monthly_monitoring"], 1, datetime(2026, 11, 1))
    assert when < month


def test_unpausing_a_dag_runs_no_past_month(bag: Any) -> None:
    from airflow.sdk.timezone import utcnow
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    for dag in bag.dags.values():
        first = coerce_to_core_timetable(dag.timetable).next_dagrun_info_v2(
            last_dagrun_info=None, restriction=TimeRestriction(earliest=dag.start_date, latest=None, catchup=False)
        )
        assert first.run_after > utcnow()


@pytest.mark.parametrize(
    ("key", "parameter", "month"),
    [("2026-10", None, "2026-10"), (None, "2026-09", "2026-09"), ("2026-10", "2026-10", "2026-10")],
)
def test_the_month_is_the_partition_key_or_the_parameter(
    bag: Any, monkeypatch: pytest.MonkeyPatch, key: str | None, parameter: str | None, month: str
) -> None:
    assert _period(monkeypatch, key, parameter) == month


@pytest.mark.parametrize(("key", "parameter"), [(None, None), ("", ""), ("2026-10", "2026-09")])
def test_a_run_without_one_clear_month_fails(
    bag: Any, monkeypatch: pytest.MonkeyPatch, key: str | None, parameter: str | None
) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    with pytest.raises(AirflowFailException, match="period"):
        _period(monkeypatch, key, parameter)


def test_the_trigger_form_refuses_what_is_not_a_month(bag: Any) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    for dag in bag.dags.values():
        period = copy.deepcopy(dag.params.get_param("period"))
        assert period.resolve("2026-10") == "2026-10"
        with pytest.raises(ParamValidationError):
            period.resolve("2026-13")


def _period(monkeypatch: pytest.MonkeyPatch, key: str | None, parameter: str | None) -> str:
    import _wiring

    class Run:
        partition_key = key

    monkeypatch.setattr(_wiring, "get_current_context", lambda: {"dag_run": Run, "params": {"period": parameter}})
    return _wiring.period_of_run()


def test_a_month_is_due_counted_from_the_hour_at_which_its_run_begins(bag: Any) -> None:
    import _wiring
    from monitoring import punctuality

    assert punctuality.COMPARISON_HOUR == _wiring.COMPARISON_HOUR
