"""A delivery that is received between two stages of a month stops that month: half of it would know of the delivery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitoring import beside, ledger, published, rules, steps, subjects, transform
from monitoring.commands.to_do import to_do
from monitoring.contracts import load_contracts
from monitoring.failures import describe
from monitoring.identity import proposals
from monitoring.inputs import DeliveriesChanged
from monitoring.layout import Layout
from monitoring.ledger import Attempt, Entry
from monitoring.period import Period
from monitoring.settings import load_settings

MONTH = Period(2026, 10)
WATER, DEATHS, LIST = "water.drinking_water", "public_security.deaths", "rural_revitalization.monitored_members"
Work = Callable[[], object]


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path))
    found = Layout(load_settings())
    deliver(found, DEATHS, MONTH.shift(-1))
    deliver(found, LIST, MONTH.shift(-1))
    deliver(found, WATER, MONTH)
    return found


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """What happens while a stage is at work; the stages themselves do nothing."""
    happening: list[Work] = []

    def work(*_: object) -> dict[str, int]:
        for one in happening:
            one()
        return {}

    for module, name in ((transform, "build"), (rules, "assess"), (subjects, "build_marts")):
        monkeypatch.setattr(module, name, work)
    monkeypatch.setattr(proposals, "write", lambda *_: {})
    return happening


def deliver(layout: Layout, dataset: str, month: Period, content: str = "a", status: str = "delivered") -> None:
    ledger.write(layout, Entry(dataset, dataset.split(".")[0], str(month), status, sha256=content * 64))


@pytest.mark.parametrize("stage", [steps.join_people, steps.assess_rules, steps.build_marts])
def test_a_stage_during_which_a_department_delivers_fails_and_names_it(
    stage: Callable[[str], object], layout: Layout, during: list[Work]
) -> None:
    steps.close_deliveries(str(MONTH))
    stage(str(MONTH))
    during.append(lambda: deliver(layout, "education.students", MONTH))
    with pytest.raises(DeliveriesChanged, match=r"education\.students") as failed:
        stage(str(MONTH))
    assert "close_deliveries" in str(failed.value)
    assert describe(failed.value).kind == "data", "the same stage again would not mend it"
    during.clear()
    steps.close_deliveries(str(MONTH))
    stage(str(MONTH))


def test_a_redelivery_of_an_earlier_month_counts_where_its_rows_are_read(layout: Layout, during: list[Work]) -> None:
    steps.close_deliveries(str(MONTH))
    during.append(lambda: deliver(layout, WATER, MONTH.shift(-1), "b"))
    steps.join_people(str(MONTH))
    for read in (DEATHS, LIST):
        steps.close_deliveries(str(MONTH))
        during.append(lambda read=read: deliver(layout, read, MONTH.shift(-1), "b"))  # type: ignore[misc]
        with pytest.raises(DeliveriesChanged, match=read):
            steps.join_people(str(MONTH))
        during.pop()


def test_a_correction_counts_from_the_moment_at_which_it_is_being_moved_into_place(
    layout: Layout, during: list[Work]
) -> None:
    steps.close_deliveries(str(MONTH))
    aside = beside.Beside(layout, WATER, MONTH)
    during.append(lambda: deliver(aside, WATER, MONTH, "b", "standardised"))
    steps.join_people(str(MONTH))
    during.append(lambda: deliver(aside, WATER, MONTH, "b"))
    with pytest.raises(DeliveriesChanged, match=WATER):
        steps.join_people(str(MONTH))


def test_a_refused_correction_counts_too_for_the_month_tells_of_it(layout: Layout, during: list[Work]) -> None:
    steps.close_deliveries(str(MONTH))
    standing = ledger.known(layout, WATER, MONTH)
    assert standing is not None
    told = replace(standing, refused=Attempt("refused", "F001", "空", "x", None))
    during.append(lambda: ledger.write(layout, told))
    with pytest.raises(DeliveriesChanged, match=WATER):
        steps.assess_rules(str(MONTH))


def test_what_was_received_after_publication_and_is_in_no_version_is_told(layout: Layout) -> None:
    contracts = {WATER: load_contracts(load_settings().contracts)[WATER]}
    published.remember(layout, MONTH, 1, {WATER: "a" * 64})
    assert to_do(layout, contracts, MONTH) == []
    deliver(layout, WATER, MONTH, "b")
    (line,) = to_do(layout, contracts, MONTH)
    assert "没有用到它" in line
    assert "redelivery.md" in line
    published.remember(layout, MONTH, 2, {WATER: "b" * 64})
    assert to_do(layout, contracts, MONTH) == []
