"""One Dag per department: each dataset it owes is landed, standardised and validated, on the day it is due.

A dataset is a mapped task group: one that fails or was not delivered stops only itself. A run fails when any of its
datasets failed; a delivery that has not arrived skips its group and is reported as missing by the monthly Dag.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, task, task_group
from airflow.sdk.exceptions import AirflowSkipException

from _sources import land as fetch
from _wiring import DEFAULT_ARGS, PERIOD_PARAMS, attempt, monthly
from monitoring import steps
from monitoring.contracts import Contract, departments, load_contracts
from monitoring.settings import load_settings


def describe(contracts: list[Contract]) -> str:
    """What the department owes, in Markdown, for the Dag's page."""
    lines = [
        f"| {c.title} | `{c.dataset}` | `{c.delivery.pattern}` | {c.delivery.due_day} 日 | {c.owner.contact} |"
        for c in contracts
    ]
    head = "| 数据集 | dataset | 文件 | 应交日 | 联系 |\n|---|---|---|---|---|\n"
    foot = "\n\n未交、拒收、停用、隔离、任务失败：见 `docs/runbooks/`；任何任务都可清除后重跑。"
    return f"### {contracts[0].owner.department}\n\n" + head + "\n".join(lines) + foot


def titled(**arguments: Any) -> Any:
    """Decorator of a task mapped over datasets, shown under each dataset's title."""
    label = "{{ titles[task.op_kwargs['dataset']] }}"
    return task(map_index_template=label, multiple_outputs=False, **arguments)


def ingest_dag(department: str, contracts: list[Contract]) -> DAG:
    """Builds `ingest__<department>`, run in the evening of its latest due day for that same month."""
    with DAG(
        dag_id=f"ingest__{department}",
        schedule=monthly("0 22", day=max(c.delivery.due_day for c in contracts)),
        catchup=False,
        is_paused_upon_creation=True,
        max_active_runs=1,
        tags=["ingest", department],
        doc_md=describe(contracts),
        params=PERIOD_PARAMS,
        default_args={**DEFAULT_ARGS, "owner": contracts[0].owner.department},
        user_defined_macros={"titles": {c.dataset: c.title for c in contracts}},
    ) as dag:

        @titled()
        def land(dataset: str) -> dict[str, Any]:
            landed = fetch(dataset)
            if landed["status"] == "missing":
                raise AirflowSkipException(f"{dataset} has not been delivered")
            return landed

        @titled()
        def standardise(dataset: str) -> dict[str, Any]:
            return attempt(steps.standardise, dataset)

        @titled(outlets=[Asset(f"staging__{department}")])
        def validate(dataset: str) -> dict[str, Any]:
            return attempt(steps.validate, dataset)

        @task_group(group_id="dataset")
        def fate(dataset: str) -> None:
            land(dataset=dataset) >> standardise(dataset=dataset) >> validate(dataset=dataset)

        fate.expand(dataset=[c.dataset for c in contracts])
    return dag


for _department, _contracts in departments(load_contracts(load_settings().contracts)).items():
    globals()[f"ingest__{_department}"] = ingest_dag(_department, _contracts)
