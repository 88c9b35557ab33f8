"""### 每月监测 monthly monitoring

On the comparison day: waits for departments that have not delivered (until the day's deadline, without a worker), closes
the month's deliveries, joins the people, assesses the rules, builds the marts and publishes them behind an audit. What
depends on a department that has not delivered by then is *not assessed*, and says so. Nothing a reader sees changes before
`publish`; if the audit refuses, or a person rejects a held delivery, what was published stays.

Each task is a pure function of the month's files: clear and run any of them again at any time.

| what you see | page |
|---|---|
| `await_deliveries` waits, or somebody was told that the month is late | `docs/runbooks/month_late.md` |
| `decide` asks, `await_decisions` is red | `docs/runbooks/held.md` |
| `audit_publication` is red | `docs/runbooks/publication_refused.md` |
| any other red task | `docs/runbooks/task_failed.md` |
| a delivery came after publication | `docs/runbooks/redelivery.md` |
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, DeadlineAlert, DeadlineReference, SyncCallback, chain, get_current_context, task

from _decisions import decide_each
from _params import MONTH_PARAMS
from _waiting import AwaitDeliveries
from _wiring import COMPARISON_HOUR, DEFAULT_ARGS, attempt, monthly
from monitoring import steps
from month_alert import month_is_late

STAGED = [Asset(f"staging__{department}") for department in steps.department_names()]


def stage(name: str) -> Any:
    """The task that runs the step of that name for the run's month."""

    @task(
        task_id=name,
        doc_md=getattr(steps, name).__doc__,
        inlets=STAGED if name == "close_deliveries" else [],
        outlets=[Asset("mart")] if name == "publish" else [],
        trigger_rule="none_failed" if name == "await_decisions" else "all_success",
        multiple_outputs=False,
    )
    def run() -> dict[str, Any]:
        return attempt(getattr(steps, name))

    return run()


@task
def list_holds() -> list[str]:
    """Datasets about which a person must be asked; none in a run that shall not wait."""
    return attempt(steps.held) if get_current_context()["params"]["wait"] else []


with DAG(
    dag_id="monthly_monitoring",
    schedule=monthly(f"0 {COMPARISON_HOUR}", day=steps.comparison_day_of_month()),
    catchup=False,
    is_paused_upon_creation=True,
    max_active_runs=1,
    tags=["monitoring"],
    doc_md=__doc__,
    params=MONTH_PARAMS,
    default_args={**DEFAULT_ARGS, "owner": "乡村振兴局"},
    deadline=DeadlineAlert(
        name="published",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        # Seconds as a number: of a run whose deadline is a timedelta Airflow 3.3 cannot clear a task (error 500).
        interval=steps.comparison_hours() * 3600,
        callback=SyncCallback(month_is_late),
    ),
) as dag:
    names = [step.__name__ for step in steps.MONTH]
    stages, place = [stage(name) for name in names], names.index("await_decisions")
    decide = decide_each(holds := list_holds())
    chain(AwaitDeliveries(task_id="await_deliveries"), *stages[:place], holds, decide, *stages[place:])
