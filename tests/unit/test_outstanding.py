"""What a month still waits for, what has come since, and what an operator is told about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring import decisions, published, steps
from monitoring.commands import operate
from monitoring.settings import PROJECT
from tests.badinputs.bench import HOUSES, PAYMENTS, PERIOD, Bench, good
from tests.lib.county import environment

MONTH = str(PERIOD)
NUMBER = re.compile(r"\d{15}")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with environment(tmp_path, MONITOR_SETTLE_SECONDS="0"):
        yield Bench(tmp_path)


def put(bench: Bench, rows: int) -> None:
    """The department's file lies there; nobody has looked yet."""
    header, *body = [list(row.values()) for row in good(PAYMENTS, rows + 1)]
    cells = [list(good(PAYMENTS, 1)[0]), header, *body]
    bench.inbox(PAYMENTS).write_bytes(bench.written(PAYMENTS, cells))


def test_a_delivery_is_missing_until_it_is_usable_and_is_noticed_when_it_comes(bench: Bench) -> None:
    assert PAYMENTS in steps.missing(MONTH)
    assert PAYMENTS not in steps.arrived(MONTH)
    put(bench, 100)
    assert PAYMENTS in steps.arrived(MONTH)
    bench.receive(PAYMENTS)
    assert PAYMENTS not in steps.missing(MONTH)
    assert PAYMENTS not in steps.arrived(MONTH)


def test_a_second_file_counts_until_the_month_is_published_and_then_only_when_asked_for(bench: Bench) -> None:
    put(bench, 100)
    bench.receive(PAYMENTS)
    put(bench, 101)
    assert PAYMENTS in steps.arrived(MONTH)
    published.remember(bench.layout, PERIOD, 1, {})
    assert PAYMENTS not in steps.arrived(MONTH)
    assert steps.plan_redelivery(PAYMENTS, MONTH).is_new


def test_a_refused_file_is_not_read_again_until_another_lies_there(bench: Bench) -> None:
    assert bench.content(PAYMENTS, b"\x00" * 512).outcome == "refused"
    assert PAYMENTS in steps.missing(MONTH)
    assert PAYMENTS not in steps.arrived(MONTH)
    put(bench, 100)
    assert PAYMENTS in steps.arrived(MONTH)


@pytest.mark.parametrize("stage", ["land", "standardise", "validate"])
def test_a_stage_run_alone_is_found_unfinished_and_receiving_again_leaves_the_same_bytes(
    bench: Bench, stage: str
) -> None:
    put(bench, 100)
    bench.receive(PAYMENTS)
    before = left(bench)
    getattr(steps, stage)(PAYMENTS, MONTH)
    assert steps.unfinished(MONTH) == ([] if stage == "validate" else [PAYMENTS])
    if stage != "validate":
        bench.receive(PAYMENTS)
    assert left(bench) == before


def left(bench: Bench) -> dict[str, bytes]:
    paths = [bench.layout.ledger(PAYMENTS, PERIOD), bench.layout.table("staging", PAYMENTS, PERIOD)]
    return {path.name: path.read_bytes() for path in paths}


def test_waiting_ends_at_the_hour_of_the_comparison_day_that_the_parameters_say(bench: Bench) -> None:
    assert steps.deliveries_until(MONTH).isoformat() == "2026-10-20T18:00:00+08:00"
    assert steps.deliveries_until(MONTH).astimezone(dt.UTC).hour == 10


def test_the_operator_is_told_department_dataset_and_state_and_where_to_read_on(bench: Bench) -> None:
    bench.history(PAYMENTS)
    bench.rows(PAYMENTS, good(PAYMENTS, 100))
    bench.content(HOUSES, b"\x00" * 512)
    told = steps.unpublished(MONTH)
    assert HOUSES in told["missing"]
    assert told["held"] == [PAYMENTS]
    assert f"住房和城乡建设局《住房安全与危房改造》{HOUSES}：已拒收" in told["text"]
    assert f"{PAYMENTS}《" in told["text"]
    assert "VOLUME" in told["text"]
    assert (PROJECT / told["runbook"]).is_file()
    assert not NUMBER.search(told["text"])


def test_a_person_decides_by_this_month_beside_the_earlier_ones(bench: Bench) -> None:
    bench.history(PAYMENTS)
    bench.rows(PAYMENTS, good(PAYMENTS, 100))
    text = steps.held_figures(PAYMENTS, MONTH)
    assert "VOLUME" in text
    assert "| 2026-10 | 100 |" in text
    assert "| 2026-09 | 200 |" in text
    assert f"monitor approve {PAYMENTS} --period 2026-10" in text
    assert not NUMBER.search(text)


def test_who_decides_second_changes_nothing(bench: Bench) -> None:
    bench.history(PAYMENTS)
    bench.rows(PAYMENTS, good(PAYMENTS, 100))
    assert not steps.decide(PAYMENTS, MONTH, "approved", "甲", "已核实")["waiting"]
    steps.decide(PAYMENTS, MONTH, "rejected", "乙", "另有说法")
    assert [one.by for one in decisions.read(bench.layout, PAYMENTS, PERIOD)] == ["甲"]


def test_a_plan_names_what_reads_the_dataset_and_the_months_that_become_stale(bench: Bench) -> None:
    for month in (PERIOD, PERIOD.shift(1)):
        published.remember(bench.layout, month, 1, {})
    payments = steps.plan_redelivery(PAYMENTS, MONTH)
    assert payments.stale == ("2026-11",)
    assert payments.is_new is False
    water = steps.plan_redelivery("water.drinking_water", MONTH)
    assert {"risk.unsafe_water", "conflict.water"} <= set(water.rules)
    assert "risk.unsafe_water" not in payments.rules
    assert len(water.rules) + water.other_rules == len(payments.rules) + payments.other_rules


def test_the_command_shows_every_dataset_with_its_state(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operate.console, "width", 200)
    put(bench, 100)
    operate.deliveries(MONTH)
    said = capsys.readouterr().out
    assert re.search(rf"{PAYMENTS}.*未报送.*收件夹里有新文件", said)
    assert "2026-10 尚未发布" in said
