"""Real Dag runs with stand-ins for the steps: what a failure stops, what it does not, and what it says."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowRuntimeError, ErrorType
from airflow.sdk.execution_time.comms import ErrorResponse

from monitoring import steps
from monitoring.errors import AuditRefused, DeliveryRefused
from tests.dags.conftest import Steps

Run = Callable[..., tuple[str, dict[tuple[str, int], str]]]
EDUCATION = ["education.out_of_school", "education.student_aid", "education.students"]
ID_NUMBER = "529901199001011237"


def states_of(states: dict[tuple[str, int], str], index: int) -> list[str]:
    """States of one dataset's tasks in their order."""
    return [states[f"dataset.{name}", index] for name in ("land", "standardise", "validate")]


def test_every_dataset_goes_through_its_stages_in_order(run: Run, pipeline: Steps) -> None:
    state, states = run("ingest__education", period="2026-10")
    assert state == "success"
    assert set(states.values()) == {"success"}
    for dataset in EDUCATION:
        calls = [call for call in pipeline.calls if call[1] == dataset]
        assert calls == [(name, dataset, "2026-10") for name in ("land", "standardise", "validate")]


def test_a_refused_delivery_stops_itself_only_at_once_and_shows_in_the_run(run: Run, pipeline: Steps) -> None:
    pipeline.outcomes["land", EDUCATION[1]] = DeliveryRefused("S007", "表头缺少必需列")
    state, states = run("ingest__education", period="2026-10")
    assert state == "failed"
    assert states_of(states, 0) == states_of(states, 2) == ["success"] * 3
    assert states_of(states, 1) == ["failed", "upstream_failed", "upstream_failed"]
    assert pipeline.calls.count(("land", EDUCATION[1], "2026-10")) == 1


def test_a_missing_delivery_is_skipped_and_is_no_failure(run: Run, pipeline: Steps) -> None:
    pipeline.outcomes["land", EDUCATION[0]] = {"status": "missing"}
    state, states = run("ingest__education", period="2026-10")
    assert state == "success"
    assert states_of(states, 0) == ["skipped"] * 3
    assert states_of(states, 1) == states_of(states, 2) == ["success"] * 3
    assert ("standardise", EDUCATION[0], "2026-10") not in pipeline.calls


def test_an_unforeseen_error_fails_once_and_leaves_no_value_anywhere(
    run: Run, pipeline: Steps, capfd: pytest.CaptureFixture[str]
) -> None:
    pipeline.outcomes["validate", EDUCATION[2]] = ValueError(f"cannot convert {ID_NUMBER}")
    state, states = run("ingest__education", period="2026-10")
    assert state == "failed"
    assert states_of(states, 2) == ["success", "success", "failed"]
    assert pipeline.calls.count(("validate", EDUCATION[2], "2026-10")) == 1
    said = "".join(capfd.readouterr())
    assert "ValueError in" in said
    home = Path(os.environ["AIRFLOW_HOME"])
    stored = b"".join(path.read_bytes() for path in home.parent.rglob("*") if path.is_file())
    assert len(stored) > 100_000
    assert ID_NUMBER not in said
    assert ID_NUMBER.encode() not in stored


def test_a_dataset_is_shown_under_its_title(bag: Any, pipeline: Steps) -> None:
    outcome = bag.dags["ingest__water"].test(run_conf={"period": "2026-10"})
    assert {task.rendered_map_index for task in outcome.get_task_instances()} == {"农户饮水安全"}


@pytest.mark.slow
def test_the_month_stops_where_the_audit_refuses(run: Run, pipeline: Steps) -> None:
    pipeline.outcomes["audit_publication", "2026-10"] = AuditRefused("total of subjects does not match")
    state, states = run("monthly_monitoring", period="2026-10")
    assert state == "failed"
    assert [name for (name, _), state in states.items() if state == "failed"] == ["audit_publication"]
    assert ("publish", "2026-10") not in pipeline.calls
    assert ("stage_publication", "2026-10") in pipeline.calls


def test_the_month_runs_the_same_stages_as_the_command_line(run: Run, pipeline: Steps) -> None:
    state, _ = run("monthly_monitoring", period="2026-10")
    assert state == "success"
    assert pipeline.calls == [(stage.__name__, "2026-10") for stage in steps.MONTH]


def test_the_month_receives_what_came_after_its_departments_run_and_no_bad_delivery_stops_it(
    run: Run, pipeline: Steps
) -> None:
    pipeline.datasets["arrived"] = EDUCATION
    pipeline.outcomes["land", EDUCATION[0]] = {"status": "missing"}
    pipeline.outcomes["standardise", EDUCATION[1]] = DeliveryRefused("S007", "表头缺少必需列")
    state, _ = run("monthly_monitoring", period="2026-10", redelivered=["water.drinking_water"], wait=False)
    assert state == "success"
    received = [call[:2] for call in pipeline.calls if call[1] in (*EDUCATION, "water.drinking_water")]
    assert received == [
        ("land", EDUCATION[0]),
        ("land", EDUCATION[1]),
        ("standardise", EDUCATION[1]),
        *((name, EDUCATION[2]) for name in ("land", "standardise", "validate")),
        *((name, "water.drinking_water") for name in ("land", "standardise", "validate")),
    ]


@pytest.mark.slow
def test_a_month_waits_in_the_triggerer_until_the_deadline_and_then_goes_on(
    run: Run, pipeline: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _waiting

    looks: list[dt.datetime] = []

    def until(period: str) -> dt.datetime:
        return looks[0] + dt.timedelta(days=len(looks) < 3)

    def arrived(period: str) -> list[str]:
        looks.append(dt.datetime.now(dt.UTC))
        return ["water.drinking_water"] if len(looks) == 1 else []

    pipeline.datasets["missing"] = ["water.drinking_water"]
    monkeypatch.setattr(_waiting, "LOOK", dt.timedelta(seconds=1))
    monkeypatch.setattr(steps, "deliveries_until", until)
    monkeypatch.setattr(steps, "arrived", arrived)
    pipeline.outcomes["land", "water.drinking_water"] = {"status": "missing"}
    state, _ = run("monthly_monitoring", period="2026-10", wait=True)
    assert state == "success"
    assert len(looks) == 3
    assert looks[2] - looks[0] >= dt.timedelta(seconds=2)
    assert pipeline.calls[0] == ("land", "water.drinking_water", "2026-10")
    assert pipeline.calls[1:] == [(stage.__name__, "2026-10") for stage in steps.MONTH]


@pytest.mark.parametrize(
    "conf", [{"period": "2026-09"}, pytest.param({"period": "2999-10", "wait": False}, marks=pytest.mark.slow)]
)
def test_a_past_month_and_a_run_that_shall_not_wait_do_not(
    run: Run, pipeline: Steps, monkeypatch: pytest.MonkeyPatch, conf: dict[str, Any]
) -> None:
    import _waiting

    pipeline.datasets["missing"] = ["water.drinking_water"]
    monkeypatch.setattr(_waiting.AwaitDeliveries, "defer", lambda *arguments, **named: pytest.fail("waits"))
    state, states = run("monthly_monitoring", **conf)
    assert state == "success"
    assert states["decide", -1] == "skipped"


@pytest.mark.parametrize(
    ("error", "family", "action"),
    [
        (DeliveryRefused("S007", "x"), "AirflowFailException", None),
        (ConnectionRefusedError(111, "no"), "SystemUnavailable", "retry"),
        (AirflowRuntimeError(ErrorResponse(error=ErrorType.API_SERVER_ERROR)), "AirflowRuntimeError", "retry"),
        (ValueError(f"cannot read {ID_NUMBER}"), "RuntimeError", "fail"),
    ],
)
def test_only_what_may_pass_is_tried_again_and_no_value_is_told(
    bag: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, family: str, action: str | None
) -> None:
    import _wiring

    def step(period: str) -> dict[str, Any]:
        raise error

    monkeypatch.setattr(_wiring, "period_of_run", lambda: "2026-10")
    with pytest.raises(Exception) as raised:
        _wiring.attempt(step)
    assert type(raised.value).__name__ == family
    assert ID_NUMBER not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    if action:
        policy = _wiring.DEFAULT_ARGS["retry_policy"]
        assert policy.evaluate(raised.value, 1, 2).action.value == action


@pytest.mark.parametrize(
    "value",
    [
        {"rows": "x" * 5000},
        {"who": ID_NUMBER},
        [ID_NUMBER],
        "529901900101123",
        "电话 19912345678",
        {"rows": {1, 2}},
        Path("x"),
    ],
)
def test_tasks_cannot_hand_over_rows_or_id_numbers(value: Any) -> None:
    from guarded_xcom import GuardedXCom

    with pytest.raises(ValueError, match="XCom") as raised:
        GuardedXCom.serialize_value(value, key="return_value")
    assert ID_NUMBER not in str(raised.value)


def test_tasks_hand_over_counts_and_hashes() -> None:
    from guarded_xcom import GuardedXCom

    value = {"dataset": "water.drinking_water", "rows": 12345678901234567, "sha256": "0" * 62 + "ab"}
    assert GuardedXCom.deserialize_value(type("Row", (), {"value": GuardedXCom.serialize_value(value)})) == value
