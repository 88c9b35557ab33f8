"""A held delivery on Airflow's page: what is asked, whose answer is kept, and how a decision elsewhere ends the waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from monitoring import steps

DATASET, PERIOD = "civil_affairs.dibao", "2026-10"
ANSWER = {
    "chosen_options": ["不予采用"],
    "params_input": {"reason": "已与民政局核实"},
    "responded_at": dt.datetime(2026, 10, 20, tzinfo=dt.UTC),
    "responded_by_user": {"id": "7", "name": "operator"},
    "timedout": False,
}
TIMEOUT = {"error": "no answer", "error_type": "timeout"}


@pytest.fixture
def kept(bag: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was decided; the run is one of PERIOD, and the delivery is held until then."""
    import _wiring

    taken: list[dict[str, str]] = []
    monkeypatch.setattr(_wiring, "period_of_run", lambda: PERIOD)
    monkeypatch.setattr(steps, "held", lambda period: [] if taken else [DATASET])
    monkeypatch.setattr(steps, "decide", lambda dataset, period, **said: taken.append(said))
    return taken


@pytest.fixture
def decide(bag: Any, kept: list[dict[str, str]]) -> Any:
    """The task of one held delivery, as a worker makes it from the mapped one."""
    return bag.dags["monthly_monitoring"].get_task("decide").unmap({"dataset": DATASET})


def test_the_answer_is_kept_under_the_name_of_who_is_logged_in(decide: Any, kept: list[dict[str, str]]) -> None:
    assert decide.execute_complete({}, ANSWER) == {"dataset": DATASET, "decided": "rejected"}
    assert kept == [{"verdict": "rejected", "by": "operator", "reason": "已与民政局核实"}]


@pytest.mark.parametrize("lack", [{"params_input": {"reason": " "}}, {"responded_by_user": None}])
def test_nothing_is_decided_without_a_name_and_a_reason(
    decide: Any, kept: list[dict[str, str]], lack: dict[str, Any]
) -> None:
    with pytest.raises(Exception, match="没有写明理由"):
        decide.execute_complete({}, {**ANSWER, **lack})
    assert not kept


def test_it_waits_on_until_the_command_line_has_decided(decide: Any, kept: list[dict[str, str]]) -> None:
    from airflow.sdk.exceptions import TaskAwaitingInput

    with pytest.raises(TaskAwaitingInput):
        decide.execute_complete({}, TIMEOUT)
    kept.append({"verdict": "approved"})
    assert decide.execute_complete({}, TIMEOUT)["decided"] == "elsewhere"


def test_what_is_asked_comes_with_the_figures(decide: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.providers.standard.operators import hitl
    from airflow.sdk.exceptions import TaskAwaitingInput

    asked: dict[str, Any] = {}
    monkeypatch.setattr(steps, "held_figures", lambda dataset, period: f"{dataset} {period} figures")
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **said: asked.update(said))
    with pytest.raises(TaskAwaitingInput):
        decide.execute({"task_instance": type("Instance", (), {"id": "1"})})
    assert (asked["body"], asked["options"]) == (f"{DATASET} {PERIOD} figures", ["同意采用", "不予采用"])
    assert DATASET in asked["subject"]


def test_what_was_decided_before_is_not_asked_again(
    decide: Any, kept: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.providers.standard.operators import hitl

    kept.append({"verdict": "approved"})
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **said: pytest.fail("asks"))
    assert decide.execute({})["decided"] == "elsewhere"
