"""A held delivery stops the month until a named person decides, and the decision holds for that delivery only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring import decisions, holds, ledger, steps
from monitoring.errors import ConfigurationError, PublicationHeld
from monitoring.ledger import Entry
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good
from tests.lib.county import environment

BY = ("测试员", "已核实")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Payments as usual for three months, then half as many: held."""
    with environment(tmp_path):
        bench = Bench(tmp_path)
        bench.history(PAYMENTS)
        bench.rows(PAYMENTS, good(PAYMENTS, 100))
        yield bench


def entry_of(bench: Bench) -> Entry:
    return ledger.read(bench.layout, bench.contract(PAYMENTS), PERIOD)


def decide(bench: Bench, verdict: decisions.Verdict) -> None:
    holds.decide(bench.layout, bench.contract(PAYMENTS), PERIOD, verdict, *BY)


def test_the_month_waits_and_says_for_what(bench: Bench) -> None:
    steps.close_deliveries(str(PERIOD))
    with pytest.raises(PublicationHeld, match=f"{PAYMENTS}.*VOLUME"):
        steps.await_decisions(str(PERIOD))


def test_an_approved_delivery_is_published_and_a_rerun_keeps_the_decision(bench: Bench) -> None:
    decide(bench, "approved")
    bench.receive(PAYMENTS)
    steps.close_deliveries(str(PERIOD))
    assert steps.await_decisions(str(PERIOD))["held"] == 1
    assert [one.by for one in decisions.read(bench.layout, PAYMENTS, PERIOD)] == [BY[0]]


def test_other_bytes_need_another_decision(bench: Bench) -> None:
    decide(bench, "approved")
    bench.rows(PAYMENTS, good(PAYMENTS, 101))
    assert decisions.waits(bench.layout, entry_of(bench))


def test_a_reason_unknown_at_the_time_needs_another_decision(bench: Bench) -> None:
    decide(bench, "approved")
    entry = entry_of(bench)
    entry.remark(ledger.Remark("UNIT_SHIFT", "held", "测试"))
    assert decisions.waits(bench.layout, entry)


def test_a_rejected_delivery_counts_as_not_delivered_also_after_a_rerun(bench: Bench) -> None:
    steps.close_deliveries(str(PERIOD))
    decide(bench, "rejected")
    with pytest.raises(PublicationHeld, match="close_deliveries"):
        steps.await_decisions(str(PERIOD))
    assert bench.receive(PAYMENTS).outcome == "refused"
    assert entry_of(bench).code == holds.REJECTED
    steps.close_deliveries(str(PERIOD))
    assert steps.await_decisions(str(PERIOD))["held"] == 0


def test_a_rejection_whose_process_was_killed_before_it_took_effect_stops_the_month_and_is_made_good(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.close_deliveries(str(PERIOD))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("monitoring.landing.refuse", _killed)
        decide(bench, "rejected")
    assert entry_of(bench).status == "delivered"
    with pytest.raises(PublicationHeld, match="close_deliveries"):
        steps.await_decisions(str(PERIOD))
    assert steps.close_deliveries(str(PERIOD))["refused"] == 1
    assert entry_of(bench).code == holds.REJECTED
    assert steps.await_decisions(str(PERIOD))["held"] == 0


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_nothing_is_decided_without_a_name_or_about_what_is_not_held(bench: Bench) -> None:
    with pytest.raises(ConfigurationError, match="姓名"):
        holds.decide(bench.layout, bench.contract(PAYMENTS), PERIOD, "approved", " ", "已核实")
    with pytest.raises(ConfigurationError, match="没有待决定"):
        holds.decide(bench.layout, bench.contract(PAYMENTS), PERIOD.shift(-1), "approved", *BY)


def test_a_held_delivery_is_no_measure_for_the_next_month_until_it_is_approved(bench: Bench) -> None:
    following = PERIOD.shift(1)
    rows = [{**row, "发放日期": f"{following}-08"} for row in good(PAYMENTS, 100)]
    assert "VOLUME" in bench.rows(PAYMENTS, rows, following).codes
