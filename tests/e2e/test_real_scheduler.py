"""Months under a real scheduler and triggerer, in the order of an operator's year: waiting, the alert, decisions, clears."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from monitoring import steps
from monitoring.commands import months as commands
from monitoring.errors import DeliveryRefused
from monitoring.period import Period
from monitoring.settings import PROJECT
from tests.lib import scheduled_county as county
from tests.lib.airflow_services import MONTHLY
from tests.lib.county import run_month
from tests.lib.leaks import leaks
from tests.lib.scheduled_county import CONDITIONS, HOUSING, MEMBERS, WATER
from tests.lib.scheduled_month import (
    ANSWERED_AFTER_SECONDS,
    left,
    receive_and_accept,
    run_again,
    scheduled_county,
    two_runs_at_once,
)
from tests.lib.scheduled_month import Scheduled as Place

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

BLIND, EARLIER, LATE, HELD, TWICE, KILLED = (f"2026-{month:02}" for month in range(5, 11))
LACKING = "云桥乡"
ALERT_SECONDS, WAIT_SECONDS = 20, 20
PERSON = "wang"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Everything is received but what the tests bring; in HELD one file is missing and three are not what they were."""
    home = tmp_path_factory.mktemp("scheduled")
    with scheduled_county(home, lambda: _receive(home), ALERT_SECONDS) as made:
        yield made


@pytest.fixture(scope="module")
def late(place: Place) -> str:
    """The run of LATE: it waited for one file, which was brought, and ended; returns its id."""
    run = place.airflow.trigger(LATE, until=_in(3600))
    place.airflow.until("waits", lambda: place.airflow.states(run)["await_deliveries", -1] == "deferred")
    slots = place.airflow.ask("GET", "/pools/default_pool")
    assert (slots["running_slots"], slots["queued_slots"], slots["deferred_slots"]) == (0, 0, 1)
    assert left(LATE).digest is None
    county.hand_in(place.home, HOUSING, LATE)
    assert place.airflow.ended(run) == "success", place.airflow.account()
    return run


@pytest.fixture(scope="module")
def asked(place: Place) -> str:
    """The run of HELD, whose deadline has passed and which asks about three deliveries; returns its id."""
    run = place.airflow.trigger(HELD, until=_in(WAIT_SECONDS))
    place.airflow.until("three questions", lambda: len(_questions(place, run)) == 3)
    place.airflow.until("alert", lambda: place.alerts.about(run))
    return run


@pytest.fixture(scope="module")
def decided(place: Place, asked: str) -> str:
    """The same run when all three are answered: one approved on the page, one on the command line, one rejected."""
    command = ["-m", "monitoring", "approve", MEMBERS, "--period", HELD, "--by", "王主任", "--reason", "已核实"]
    subprocess.run([sys.executable, *command], cwd=PROJECT, env=place.airflow.environment, check=True)
    _answer(place, asked, CONDITIONS, "同意采用")
    _answer(place, asked, HOUSING, "不予采用")
    place.airflow.ended(asked)
    return asked


def test_a_month_waits_without_a_worker_and_receives_the_late_file_by_itself(place: Place, late: str) -> None:
    deliveries = {row["dataset"]: row["status"] for row in commands.mart("deliveries", LATE)}
    assert deliveries == dict.fromkeys(county.DATASETS, "delivered")
    assert len(left(LATE).versions) == 1
    assert {task["try_number"] for task in place.airflow.tasks(late)} <= {0, 1}


@pytest.mark.parametrize(
    "tasks", [["await_deliveries"], ["build_marts"], ["write_reports"], []], ids=["first", "middle", "last", "all"]
)
def test_a_task_cleared_in_a_finished_month_leaves_the_same_bytes(place: Place, late: str, tasks: list[str]) -> None:
    before = left(LATE)
    assert run_again(place.airflow, late, *tasks) == "success", place.airflow.account()
    assert left(LATE) == before
    assert before.reports


def test_after_the_deadline_the_month_goes_on_and_one_alert_names_what_is_missing(place: Place, asked: str) -> None:
    tasks = {task["task_id"]: task for task in place.airflow.tasks(asked)}
    run = place.airflow.runs()[asked]
    assert tasks["close_deliveries"]["start_date"] >= run["conf"]["until"]
    (alert,) = place.alerts.about(asked)
    assert (alert["period"], alert["missing"]) == (HELD, [WATER])
    assert "饮水" in alert["text"]
    assert alert["runbook"] == "docs/runbooks/month_late.md"
    assert alert["link"].startswith(f"{place.airflow.url}/dags/{MONTHLY}/runs/")


def test_a_held_delivery_is_asked_about_with_its_figures_and_nothing_is_published(place: Place, asked: str) -> None:
    questions = _questions(place, asked)
    body = questions[CONDITIONS]["body"]
    assert "PARTIAL_DELIVERY" in body
    assert LACKING in body
    assert all(f"| {month} |" in body for month in (EARLIER, HELD))
    assert place.airflow.state(asked) == "running"
    assert left(HELD).digest is None


def test_each_answer_is_kept_under_its_name_and_a_rejected_delivery_stops_the_publication(
    place: Place, decided: str
) -> None:
    assert {name: _decision(place, name) for name in (CONDITIONS, MEMBERS, HOUSING)} == {
        CONDITIONS: (PERSON, "approved"), MEMBERS: ("王主任", "approved"), HOUSING: (PERSON, "rejected"),
    }  # fmt: skip
    assert place.airflow.states(decided)["await_decisions", -1] == "failed"
    assert HOUSING in place.airflow.log(decided, "await_decisions")
    assert left(HELD).digest is None


def test_cleared_from_the_closing_on_the_month_is_published_without_what_was_rejected(
    place: Place, decided: str
) -> None:
    place.airflow.clear(decided, "close_deliveries", downstream=True)
    assert place.airflow.ended(decided) == "success", place.airflow.account()
    deliveries = {row["dataset"]: row["status"] for row in commands.mart("deliveries", HELD)}
    assert (deliveries[WATER], deliveries[HOUSING]) == ("missing", "refused")
    assert (deliveries[CONDITIONS], deliveries[MEMBERS]) == ("delivered", "delivered")
    missing = {row["subject"] for row in commands.mart("findings", HELD) if row["rule"] == "delivery.missing"}
    assert missing == {WATER, HOUSING}
    (water,) = [row for row in commands.mart("rule_runs", HELD) if row["rule"] == "risk.unsafe_water"]
    assert (water["hits"], water["clear"]) == (0, 0)
    assert water["not_assessed"] > 0
    assert len(place.alerts.about(decided)) == 1


def test_an_audit_marked_as_a_success_publishes_nothing(place: Place) -> None:
    run = place.airflow.trigger(BLIND, wait=False)
    assert place.airflow.ended(run) == "failed"
    assert place.airflow.states(run)["audit_publication", -1] == "failed"
    path = f"/dags/{MONTHLY}/dagRuns/{run}/taskInstances/audit_publication"
    place.airflow.ask("PATCH", path, {"new_state": "success"})
    place.airflow.until("publish was tried", lambda: place.airflow.states(run)["publish", -1] == "failed")
    assert place.airflow.ended(run) == "failed"
    assert left(BLIND).digest is None


@pytest.mark.sweep
def test_a_manual_run_and_a_backfill_of_one_month_end_as_one_version(place: Place) -> None:
    receive_and_accept(TWICE)
    states, overlapped = two_runs_at_once(place.airflow, TWICE)
    assert states == ["success", "success"], place.airflow.account()
    assert overlapped
    after = left(TWICE)
    assert [state for _, state in after.versions] == ["published"]
    run = place.airflow.trigger(TWICE, wait=False)
    assert place.airflow.ended(run) == "success"
    assert left(TWICE) == after


@pytest.mark.sweep
def test_a_scheduler_killed_in_mid_month_with_its_workers_costs_time_only(place: Place) -> None:
    receive_and_accept(KILLED)
    run = place.airflow.trigger(KILLED, wait=False)
    place.airflow.until("mid-month", lambda: place.airflow.states(run).get(("build_marts", -1)) == "running")
    place.airflow.kill("scheduler")
    place.airflow.start("scheduler")
    assert place.airflow.ended(run) == "success", place.airflow.account()
    after = left(KILLED)
    assert run_again(place.airflow, run) == "success"
    assert left(KILLED) == after
    assert [state for _, state in after.versions] == ["published"]


def test_nothing_personal_stands_in_an_alert_a_question_or_a_log(place: Place, late: str, decided: str) -> None:
    """Runs last: it reads Airflow's logs and its whole database."""
    heard = place.home / "logs" / "alerts.json"
    heard.write_text(json.dumps(place.alerts.heard, ensure_ascii=False), encoding="utf-8")
    found = leaks(place.home, county.full_names(place.home, LATE))
    assert [line for line in found if not line.startswith("include/")] == []


def _receive(home: Path) -> None:
    """What the departments' own runs have done by the comparison day."""
    run_month(Period.parse(EARLIER))
    county.withhold(home, HOUSING, LATE)
    county.withhold(home, WATER, HELD)
    for dataset in (CONDITIONS, MEMBERS):
        assert county.without_a_township(county.delivered(home, dataset, HELD), LACKING)
    assert county.half(county.delivered(home, HOUSING, HELD))
    for period in (LATE, HELD):
        for dataset in county.DATASETS:
            with suppress(DeliveryRefused):
                steps.ingest(dataset, period)


def _in(seconds: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _questions(place: Place, run: str) -> dict[str, dict[str, Any]]:
    """Open questions by dataset."""
    found = place.airflow.ask("GET", f"/dags/{MONTHLY}/dagRuns/{run}/hitlDetails")["hitl_details"]
    return {one["subject"].partition("：")[0]: one for one in found if not one["responded_at"]}


def _answer(place: Place, run: str, dataset: str, option: str) -> None:
    """As a person does, who answers once more when asked once more."""

    def is_decided() -> bool:
        if _decision(place, dataset) is not None:
            return True
        question = _questions(place, run).get(dataset)
        if question is not None and question["task_instance"]["state"] == "awaiting_input":
            time.sleep(ANSWERED_AFTER_SECONDS)
            task = f"decide/{question['task_instance']['map_index']}"
            body = {"chosen_options": [option], "params_input": {"reason": "已与部门核实"}}
            path = f"/dags/{MONTHLY}/dagRuns/{run}/taskInstances/{task}/hitlDetails"
            place.airflow.ask("PATCH", path, body, by=PERSON, expected=(200, 409))
        return False

    place.airflow.until(f"decision about {dataset}", is_decided)


def _decision(place: Place, dataset: str) -> tuple[str, str] | None:
    path = place.home / "decisions" / dataset / f"period={HELD}.json"
    if not path.exists():
        return None
    last = json.loads(path.read_text(encoding="utf-8"))[-1]
    return last["by"], last["verdict"]
