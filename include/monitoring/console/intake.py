"""Deliveries of months that are not published yet, from the ledger of the data folder where this machine has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from monitoring import decisions, ledger
from monitoring.contracts import Contract, load_contracts
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import Settings


@dataclass(frozen=True)
class Arrival:
    """One dataset's delivery so far. states: as the page of the month has them, the plain one among them."""

    dataset: str
    title: str
    states: tuple[str, ...]
    rows: int
    quarantined: int
    failed: int


def unpublished_months(settings: Settings) -> list[str]:
    """Months of which the ledger has an entry, earliest first; the caller leaves out the published ones."""
    folder = settings.home / "ledger"
    return sorted({path.stem.removeprefix("period=") for path in folder.glob("*/period=*.json")})


def arrivals(settings: Settings, period: str) -> list[Arrival]:
    """What the ledger says of every dataset in that month, sorted by dataset."""
    layout, month = Layout(settings), Period.parse(period)
    return [_arrival(layout, contract, month) for _, contract in sorted(_contracts(settings).items())]


def entry_of(settings: Settings, dataset: str, period: str) -> ledger.Entry | None:
    """The ledger's entry of one delivery; None where this machine has no ledger of it."""
    contract = _contracts(settings).get(dataset)
    layout, month = Layout(settings), Period.parse(period)
    if contract is None or not layout.ledger(dataset, month).exists():
        return None
    return ledger.read(layout, contract, month)


@cache
def _contracts(settings: Settings) -> dict[str, Contract]:
    return load_contracts(settings.contracts)


def _arrival(layout: Layout, contract: Contract, period: Period) -> Arrival:
    entry = ledger.read(layout, contract, period)
    states = [entry.status if entry.status in ledger.FINAL else "waiting"]
    if entry.status == "delivered" and decisions.waits(layout, entry):
        states.append("held")
    if entry.first_seen_on and entry.first_seen_on > period.day(contract.delivery.due_day).isoformat():
        states.append("late")
    if entry.rows_quarantined:
        states.append("quarantined")
    return Arrival(
        contract.dataset,
        contract.title,
        tuple(states),
        entry.rows_delivered,
        entry.rows_quarantined,
        entry.warning_count,
    )
