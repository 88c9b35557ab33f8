"""### 到期清除 retention

On the 25th, after the month was published: removes what is past its window (`include/retention.yml`), counted from the
first day of the month. What is published, what was not published yet, and what the newest months are computed from
stays (`docs/runbooks/purge.md`). The log lists every thing removed, and so does `purges/` in the data folder.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, task

from _wiring import DEFAULT_ARGS, PERIOD_PARAMS, attempt, monthly
from monitoring.retention import step

with DAG(
    dag_id="retention",
    schedule=monthly("0 3", day=25),
    catchup=False,
    is_paused_upon_creation=True,
    max_active_runs=1,
    tags=["monitoring"],
    doc_md=__doc__,
    params=PERIOD_PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "乡村振兴局"},
) as dag:

    @task(task_id="purge_expired", doc_md=step.purge_expired.__doc__, multiple_outputs=False)
    def purge_expired() -> dict[str, Any]:
        return attempt(step.purge_expired)

    purge_expired()
