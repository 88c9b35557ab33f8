"""Waiting for departments that have not delivered: in the triggerer, and not beyond a deadline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk import BaseOperator, timezone
from airflow.sdk.exceptions import AirflowFailException

from _sources import fetch
from _wiring import LOOK, SystemUnavailable, attempt, period_of_run
from monitoring import steps


class AwaitDeliveries(BaseOperator):
    """Receives what has come since its department's own run; looks again every LOOK while something is missing.

    The deadline is the comparison day's, or what the run's parameter `until` says. After it, in a run that shall not wait,
    and for a past month it ends: what is missing then is not assessed or carried forward. A worker is needed for the
    looks only.
    """

    def execute(self, context: Any) -> dict[str, Any]:
        """First look: also receives again what the run names as redelivered, and what a killed task left unfinished."""
        return self._look(context, [*context["params"]["redelivered"], *attempt(steps.unfinished)])

    def resume(self, context: Any, event: Any = None) -> dict[str, Any]:
        """Every further look."""
        return self._look(context, [])

    def _look(self, context: Any, named: list[str]) -> dict[str, Any]:
        received = {name: self._receive(name) for name in sorted({*named, *attempt(steps.arrived)})}
        awaited, missing = attempt(steps.awaited), attempt(steps.missing)
        until, now = _deadline(context["params"].get("until")), timezone.utcnow()
        if awaited and context["params"]["wait"] and now < until:
            self.log.info("等候 %s，至 %s：%s", len(awaited), until, "、".join(awaited))
            self.defer(trigger=DateTimeTrigger(moment=min(now + LOOK, until)), method_name="resume")
        if missing:
            self.log.warning("不再等候，按未报送处理：%s", "、".join(missing))
        return {"received": received, "missing": missing}

    def _receive(self, dataset: str) -> str:
        """What became of it. Whatever is wrong with one delivery stops that delivery, not the month."""
        try:
            landed = fetch(dataset)
            if landed["status"] in ("missing", "deferred"):
                return str(landed["status"])
            attempt(steps.standardise, dataset)
            return str(attempt(steps.validate, dataset)["status"])
        except (AirflowFailException, SystemUnavailable, RuntimeError) as failure:
            self.log.warning("%s：%s", dataset, failure)
            return "failed"


def _deadline(said: str | None) -> datetime:
    return timezone.parse(said) if said else steps.deliveries_until(period_of_run())
