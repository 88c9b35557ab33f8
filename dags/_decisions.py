"""A held delivery on Airflow's page of required actions: the figures, two answers, the answer kept as a decision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowFailException, TaskAwaitingInput

from _wiring import LOOK, attempt
from monitoring import steps

VERDICTS = {"同意采用": "approved", "不予采用": "rejected"}
REASON = Param("", type="string", title="理由", description="与谁核实、结果如何；不写姓名、号码。")


class DecideHeld(HITLOperator):
    """Waits, without a worker, until a person has answered here or `monitor approve` or `reject` was run instead."""

    def __init__(self, *, dataset: str, **arguments: Any) -> None:
        own = {"subject": f"{dataset}：是否采用这份报送？", "options": list(VERDICTS), "params": {"reason": REASON}}
        super().__init__(**{**arguments, **own, "response_timeout": LOOK})  # a mapped task brings empty params
        self.dataset = dataset

    def execute(self, context: Any) -> Any:
        """Asks, with the figures to decide by; not about what was decided before, as when a finished month is cleared."""
        if self.dataset not in attempt(steps.held):
            return self._elsewhere()
        self.body = attempt(steps.held_figures, self.dataset)
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> dict[str, str]:
        """Keeps the answer under the name of who is logged in; without one, waits on unless it was decided elsewhere."""
        if event.get("error_type") == "timeout":
            if self.dataset in attempt(steps.held):
                raise TaskAwaitingInput(method_name="execute_complete", timeout=LOOK)
            return self._elsewhere()
        return self._keep(super().execute_complete(context, event))

    def _elsewhere(self) -> dict[str, str]:
        return {"dataset": self.dataset, "decided": "elsewhere"}

    def _keep(self, answer: Mapping[str, Any]) -> dict[str, str]:
        user, reason = answer["responded_by_user"], str(answer["params_input"].get("reason", "")).strip()
        if user is None or not reason:
            raise AirflowFailException(f"{self.dataset}：没有写明理由，未作决定。清除本任务后再答一次")
        verdict = VERDICTS[answer["chosen_options"][0]]
        attempt(partial(steps.decide, verdict=verdict, by=user["name"], reason=reason), self.dataset)
        return {"dataset": self.dataset, "decided": verdict}


def decide_each(datasets: Any) -> Any:
    """A task per held dataset, shown under its name."""
    return DecideHeld.partial(task_id="decide", map_index_template="{{ task.dataset }}").expand(dataset=datasets)
