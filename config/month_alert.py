"""What happens when a month is not published in time: an operator is told what is missing and where to read on.

Runs where tasks run, because only there the data folder is. With an Airflow connection `monitor_alerts` (type HTTP) the
message is also posted there as JSON: host, port, schema (https unless it says http), password as a bearer token, extra
{"path": "/…"}. Without it the message stands in the callback's log only, and in Airflow under Browse, Deadlines.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import httpx
from airflow.configuration import conf
from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from monitoring import steps
from monitoring.failures import describe

CONNECTION = "monitor_alerts"
SECONDS = 30
_LOG = logging.getLogger(__name__)


def month_is_late(context: dict[str, Any]) -> None:
    """Callback of the monthly Dag's deadline; context: the run and its deadline as Airflow hands them over."""
    run = context["dag_run"]
    period = run.get("partition_key") or (run.get("conf") or {}).get("period") or ""
    try:
        account = steps.unpublished(period)
        _LOG.error("%s", account["text"])
        dag, name = run["dag_id"], run["dag_run_id"]
        _post({**account, "dag": dag, "run": name, "link": _page(dag, name)})
    except Exception as error:  # noqa: BLE001 - whatever it is, its text must not reach a log
        failure = describe(error)
    else:
        return
    raise RuntimeError(failure.message)


def _page(dag: str, run: str) -> str:
    """Where the run is shown in Airflow, as its setting api.base_url says."""
    return f"{conf.get('api', 'base_url', fallback='').rstrip('/')}/dags/{dag}/runs/{quote(run, safe='')}"


def _post(message: dict[str, Any]) -> None:
    try:
        found = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        _LOG.info("no connection %s: nothing is posted", CONNECTION)
        return
    port = f":{found.port}" if found.port else ""
    url = f"{found.schema or 'https'}://{found.host}{port}{found.extra_dejson.get('path', '/')}"
    headers = {"Authorization": f"Bearer {found.password}"} if found.password else {}
    # Redirects are not followed: the token is for this host alone.
    answer = httpx.post(url, json=message, headers=headers, timeout=SECONDS)
    answer.raise_for_status()
    _LOG.info("posted: HTTP %s", answer.status_code)
