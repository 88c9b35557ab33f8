"""What lies outside a dataset's limits, by profiles written down by hand; and rows too many to trust the others."""

from __future__ import annotations

from typing import Any

import pytest

from monitoring.bands.judge import is_mostly_quarantined, quarantined
from monitoring.bands.limits import limits_of
from monitoring.bands.outside import outside
from monitoring.bands.profile import Profile
from monitoring.contract_parts import Bands
from monitoring.contracts import Contract, load_contracts
from monitoring.ledger import Entry
from monitoring.settings import PROJECT

CONTRACTS = load_contracts(PROJECT / "include" / "contracts")
PAYMENTS, DEATHS = CONTRACTS["finance.subsidy_payments"], CONTRACTS["public_security.deaths"]


def codes(contract: Contract, rows: int, *past: int, **given: Any) -> set[str]:
    """Codes for a delivery of so many rows in October after those of earlier months, latest first."""
    months = [Profile(contract.dataset, f"2026-{9 - ago:02}", "", rows) for ago, rows in enumerate(past)]
    now = Profile(contract.dataset, "2026-10", "", rows, **given)
    return {one.code for one in outside(contract, limits_of(contract), now, months)}


@pytest.mark.parametrize(
    ("rows", "past", "is_outside"),
    [
        (700, (1000, 1000, 1000), False),
        (699, (1000, 1000, 1000), True),
        (1500, (1000, 1000, 1000), False),
        (1501, (1000, 1000, 1000), True),
        (10, (39, 39, 39), False),
        (70, (40, 40, 40), False),
        (186, (118, 118), False),
        (500, (), False),
        (500, (1000,), True),
        (900, (400, 1000, 1000), False),
    ],
)
def test_volume(rows: int, past: tuple[int, ...], is_outside: bool) -> None:
    assert ("VOLUME" in codes(PAYMENTS, rows, *past)) == is_outside


def test_an_increment_may_vary_more() -> None:
    assert codes(DEATHS, 450, 1000) == set()
    assert codes(DEATHS, 390, 1000) == {"VOLUME"}


def test_what_accumulates_from_january_is_compared_by_month_passed() -> None:
    yearly = PAYMENTS.model_copy(update={"bands": Bands(year_to_date=True)})
    december = Profile(yearly.dataset, "2026-12", "", 1200)
    limits = limits_of(yearly)
    assert outside(yearly, limits, Profile(yearly.dataset, "2027-01", "", 100), [december]) == []
    kept = outside(yearly, limits, Profile(yearly.dataset, "2027-01", "", 1300), [december])
    assert [one.code for one in kept] == ["VOLUME"]


@pytest.mark.parametrize(
    ("delivered", "rows", "held", "stopped"),
    [(1000, 10, False, False), (1000, 19, False, False), (1000, 20, True, False), (4000, 40, False, False),
     (100, 20, True, False), (100, 21, True, True), (20, 19, False, False)],
)  # fmt: skip
def test_quarantined_rows_escalate(delivered: int, rows: int, held: bool, stopped: bool) -> None:
    entry = Entry(PAYMENTS.dataset, "finance", "2026-10", "delivered", rows_delivered=delivered, rows_quarantined=rows)
    limits = limits_of(PAYMENTS)
    assert (bool(quarantined(entry, limits)), is_mostly_quarantined(entry, limits)) == (held, stopped)
