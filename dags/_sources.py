"""What only the first task of a delivery needs: the Airflow connection of its source, and waiting for an upload."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Connection, get_current_context, timezone
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException, AirflowRescheduleException
from airflow.sdk.log import mask_secret

from _wiring import COMPARISON_HOUR, attempt, period_of_run
from monitoring import steps
from monitoring.sources import connection as known
from monitoring.sources.errors import NoConnection

POLL = timedelta(minutes=2)
AT_LEAST = timedelta(hours=1)


def land(dataset: str) -> dict[str, Any]:
    """Lands the delivery; while its file is being uploaded the task gives up its slot and comes again after POLL.

    It waits until the comparison day begins, in a run of a past month for AT_LEAST; then it fails.
    """
    landed = fetch(dataset)
    if landed["status"] != "deferred":
        return landed
    if timezone.utcnow() + POLL > _deadline():
        raise AirflowFailException(f"{dataset} 尚在上传，不再等待；文件传完后清除本任务重跑")
    raise AirflowRescheduleException(timezone.utcnow() + POLL)


def fetch(dataset: str) -> dict[str, Any]:
    """Lands what is there now."""
    connection_id = steps.connection_of(dataset)
    return attempt(_through(connection_id) if connection_id else steps.land, dataset)


def _deadline() -> datetime:
    begins = steps.deliveries_until(period_of_run()).replace(hour=COMPARISON_HOUR)
    return max(begins, get_current_context()["dag_run"].start_date + AT_LEAST)


def _through(connection_id: str) -> Any:
    def land_through(dataset: str, period: str) -> dict[str, Any]:
        return steps.land(dataset, period, _resolved(connection_id))

    return land_through


def _resolved(connection_id: str) -> known.Connection:
    """The Airflow connection as the pipeline knows it; looked up in the task, its secrets masked in every log."""
    try:
        found = Connection.get(connection_id)
    except AirflowNotFoundException:
        raise NoConnection(f"没有连接 {connection_id}：在 Airflow 中建立") from None
    extra = found.extra_dejson
    secrets = (found.password, extra.get("private_key"), extra.get("private_key_passphrase"))
    for secret in filter(None, (*secrets, *extra.get("headers", {}).values())):
        mask_secret(secret)
    return known.Connection(
        connection_id,
        kind=found.conn_type or "",
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        schema=found.schema or "",
        extra=extra,
    )
