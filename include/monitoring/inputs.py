"""The deliveries a month is computed from stay the same from close_deliveries to its marts, or the month is begun again.

A department's run does not wait for the month's: what it received between two stages would be in one table and not in
the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from monitoring import beside, ledger
from monitoring.contracts import Contract
from monitoring.errors import MonitoringError
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.roles import Dictionary
from monitoring.standing import standing

_NAME = "inputs"
_MOVED = ("delivered", "stopped")


class DeliveriesChanged(MonitoringError):
    """Something was received, rejected or withdrawn while the month was computed: its stages would not fit together."""

    runbook = "rerun_a_month.md"


def remember(layout: Layout, contracts: Mapping[str, Contract], dictionary: Dictionary, period: Period) -> None:
    """Notes what the month's stages will read."""
    found = _found(layout, contracts, dictionary, period)
    write_text(layout.run_record(_NAME, period), json.dumps(found, indent=1, sort_keys=True) + "\n")


def require_same(layout: Layout, contracts: Mapping[str, Contract], dictionary: Dictionary, period: Period) -> None:
    """Raises DeliveriesChanged, naming the datasets, unless all is as it was noted. A month closed by a program that
    noted nothing yet passes."""
    path = layout.run_record(_NAME, period)
    if not path.exists():
        return
    noted: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    found = _found(layout, contracts, dictionary, period)
    changed = sorted({name.split()[0] for name in {*noted, *found} if noted.get(name) != found.get(name)})
    if changed:
        raise DeliveriesChanged(f"{period} 计算期间有报送变化：{'、'.join(changed)}。从 close_deliveries 起重跑本月")


def _found(layout: Layout, contracts: Mapping[str, Contract], dictionary: Dictionary, period: Period) -> dict[str, str]:
    """`<dataset> <month>` -> what of it is in force."""
    read: dict[str, str] = {}
    for dataset, contract in contracts.items():
        back = max((months for role, months in dictionary.histories.items() if role in contract.roles), default=0)
        months = {period, *standing(layout, contract, period).sources, *(period.shift(-n) for n in range(1, back + 1))}
        read |= {f"{dataset} {month}": _in_force(ledger.read(layout, contract, month)) for month in sorted(months)}
    for dataset, month in beside.begun(layout):
        entry = ledger.known(beside.Beside(layout, dataset, month), dataset, month)
        if entry is not None and entry.status in _MOVED and f"{dataset} {month}" in read:
            read[f"{dataset} {month}"] = f"moving {_in_force(entry)}"
    return read


def _in_force(entry: ledger.Entry) -> str:
    refused = entry.refused.mark if entry.refused else ""
    return f"{entry.status} {entry.sha256 or ''} {refused}"
