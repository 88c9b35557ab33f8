"""What every Dag shares: the month a run is about, what a failure may say, and which failures are worth another try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.sdk import CronPartitionTimetable, ExceptionRetryPolicy, Param, RetryAction, RetryRule, get_current_context
from airflow.sdk.exceptions import AirflowFailException, AirflowRuntimeError

from monitoring.failures import describe
from monitoring.period import Period
from monitoring.settings import load_settings


class SystemUnavailable(Exception):
    """Disk, database or engine did not answer; nothing is known to be wrong with the data."""


COMPARISON_HOUR = 6
"""Hour of the comparison day, Chinese time, at which a month's run begins."""

LOOK = timedelta(seconds=load_settings().look_seconds)
"""How often a waiting month looks whether something has come or was decided."""

DEFAULT_ARGS = {
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    # The second is what a task meets that talks to Airflow's API server while that is being started again.
    "retry_policy": ExceptionRetryPolicy(
        [RetryRule([SystemUnavailable, AirflowRuntimeError], RetryAction.RETRY)], default=RetryAction.FAIL
    ),
    "execution_timeout": timedelta(hours=2),
}

PERIOD_PARAMS = {
    "period": Param(
        None,
        type=["null", "string"],
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
        title="月份 period",
        description="YYYY-MM。手工触发时填写；按日程运行时月份就是分区键，留空。",
    )
}


def monthly(time: str, *, day: int) -> CronPartitionTimetable:
    """That day of every month (time: cron's minute and hour, Chinese time); the run's key names that same month.

    A Dag that is unpaused waits for its next day: with the default it would run a month just past by itself.
    """
    return CronPartitionTimetable(
        f"{time} {day} * *", timezone="Asia/Shanghai", key_format="%Y-%m", run_immediately=timedelta(0)
    )


def period_of_run() -> str:
    """The month of the running task's run: its partition key, else its parameter `period`; fails unless one says it."""
    context = get_current_context()
    said = {text for text in (context["dag_run"].partition_key, context["params"].get("period")) if text}
    if len(said) != 1:
        wanted = "a partition key or the parameter period, as in 2026-10"
        raise AirflowFailException(f"trigger with {wanted}" + (f", not both: {sorted(said)}" if said else ""))
    return str(Period.parse(said.pop()))


def attempt(step: Callable[..., Any], *arguments: str) -> Any:
    """Runs one step for the run's month. Only what may pass is tried again; no message quotes a row."""
    try:
        return step(*arguments, period_of_run())
    except (AirflowFailException, AirflowRuntimeError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, its text must not reach a log
        failure = describe(error)
    family = {"data": AirflowFailException, "system": SystemUnavailable}.get(failure.kind, RuntimeError)
    raise family(" ".join((*arguments, failure.message)))
