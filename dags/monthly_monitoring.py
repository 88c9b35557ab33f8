"""### 每月监测 monthly monitoring

On the 20th, the comparison day: closes the month's deliveries, joins the people, assesses the rules, builds the marts
and publishes them behind an audit. A department that has not delivered is not waited for: what depends on it is *not
assessed*, and says so. Nothing a reader sees changes before `publish`; if the audit refuses, what was published stays.

Each task is a pure function of the month's files: clear and run any of them again at any time (`docs/runbooks/`).
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, chain, task

from _wiring import DEFAULT_ARGS, PERIOD_PARAMS, attempt, monthly
from monitoring import steps

STAGED = [Asset(f"staging__{department}") for department in steps.department_names()]


def stage(name: str) -> Any:
    """The task that runs the step of that name for the run's month."""

    @task(
        task_id=name,
        doc_md=getattr(steps, name).__doc__,
        inlets=STAGED if name == "close_deliveries" else [],
        outlets=[Asset("mart")] if name == "publish" else [],
        multiple_outputs=False,
    )
    def run() -> dict[str, Any]:
        return attempt(getattr(steps, name))

    return run()


with DAG(
    dag_id="monthly_monitoring",
    schedule=monthly("0 6", day=20),
    catchup=False,
    is_paused_upon_creation=True,
    max_active_runs=1,
    tags=["monitoring"],
    doc_md=__doc__,
    params=PERIOD_PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "乡村振兴局"},
) as dag:
    chain(*[stage(step.__name__) for step in steps.MONTH])
