"""What must stay although its time is over: months that may still be computed again, and what they are computed from."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from monitoring.bands.history import delivered_months
from monitoring.contracts import Contract, load_contracts
from monitoring.layout import Layout
from monitoring.marts import earlier_period
from monitoring.period import Period
from monitoring.roles import load_dictionary
from monitoring.settings import Settings
from monitoring.standing import standings

_COMPARED = 2


@dataclass(frozen=True)
class Needed:
    """published: months with a publication; rebuildable: the newest of them; staged: (dataset, month) that those and
    the coming months read, whole: those of them of which every row is read; built: months whose marts they are compared
    with."""

    published: frozenset[Period]
    rebuildable: frozenset[Period]
    staged: frozenset[tuple[str, Period]]
    whole: frozenset[tuple[str, Period]]
    built: frozenset[Period]

    def may_go(self, period: Period) -> bool:
        """Whether anything of the month may be removed at all."""
        return period in self.published and period not in self.rebuildable


def needed(settings: Settings, layout: Layout, published: list[Period], months: int, as_of: dt.date) -> Needed:
    """months: how many of the newest published months can be computed again."""
    newest = sorted(published)[-months:]
    if not newest:
        return Needed(frozenset(), frozenset(), frozenset(), frozenset(), frozenset())
    coming = [newest[0]]
    while coming[-1] <= max(newest[-1], Period(as_of.year, as_of.month)):
        coming.append(coming[-1].shift(1))
    contracts = load_contracts(settings.contracts)
    added_up, whole = _added_up(layout, contracts, coming), _whole(settings, layout, contracts, coming)
    earlier = {earlier_period(layout, month) for month in coming}
    return Needed(
        frozenset(published),
        frozenset(newest),
        frozenset(added_up | whole),
        frozenset(whole),
        frozenset(month for month in earlier if month is not None),
    )


def _added_up(layout: Layout, contracts: dict[str, Contract], months: list[Period]) -> set[tuple[str, Period]]:
    return {
        (one.contract.dataset, source)
        for month in months
        for one in standings(layout, contracts, month)
        for source in one.sources
        if one.contract.delivery.kind == "increment"
    }


def _whole(
    settings: Settings, layout: Layout, contracts: dict[str, Contract], months: list[Period]
) -> set[tuple[str, Period]]:
    found = {
        (one.contract.dataset, source)
        for month in months
        for one in standings(layout, contracts, month)
        for source in one.sources
        if one.contract.delivery.kind != "increment"
    }
    for role, back in load_dictionary(settings.contracts).histories.items():
        datasets = [contract.dataset for contract in contracts.values() if role in contract.roles]
        found |= {(name, m.shift(-by)) for name in datasets for m in months for by in range(1, back + 1)}
    for contract in contracts.values():
        for month in months:
            found |= {(contract.dataset, m) for m in delivered_months(layout, contract, month)[:_COMPARED]}
    return found


def landed(layout: Layout) -> dict[str, Period]:
    """SHA-256 of every delivery the ledger knows, corrections that were refused among them, and the newest month it
    belongs to."""
    found: dict[str, Period] = {}
    for path in sorted((layout.home / "ledger").glob("*/period=*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        month = Period.parse(path.stem.removeprefix("period="))
        for sha256 in filter(None, (entry["sha256"], (entry.get("refused") or {}).get("sha256"))):
            found[sha256] = max(found.get(sha256, month), month)
    return found
