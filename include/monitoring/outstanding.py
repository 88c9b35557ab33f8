"""Deliveries a month still lacks, files that have come since, and the account of both for an operator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitoring import beside, holds, ledger, published
from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.sources import files

RUNBOOK = "docs/runbooks/month_late.md"
STATES = {
    "missing": "未报送",
    "deferred": "尚在上传",
    "refused": "已拒收",
    "stopped": "已停用",
    "landed": "接收未完成",
    "standardised": "接收未完成",
}
_AT_WORK = ("landed", "standardised")


@dataclass(frozen=True)
class Outstanding:
    """A dataset that is due in a month and of which nothing usable is there."""

    contract: Contract
    entry: Entry

    @property
    def line(self) -> str:
        """Department, dataset, what happened; no value of a row."""
        code = f" {self.entry.code}" if self.entry.code else ""
        state = STATES[self.entry.status]
        return f"{self.contract.owner.department}《{self.contract.title}》{self.contract.dataset}：{state}{code}"


def missing(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[Outstanding]:
    """Every dataset due in that month without a usable delivery, sorted by dataset."""
    found = [Outstanding(contract, ledger.read(layout, contract, period)) for contract in _due(contracts, period)]
    return [one for one in found if one.entry.status != "delivered"]


def awaited(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[str]:
    """Datasets a month waits for: nothing usable is there, or the department's correction of it was refused. Sorted."""
    entries = [(c.dataset, ledger.read(layout, c, period)) for c in _due(contracts, period)]
    return [dataset for dataset, entry in entries if entry.status != "delivered" or entry.refused is not None]


def arrived(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[str]:
    """Datasets of which something has come since they were last looked at, sorted.

    A source that is asked is asked again as long as it has brought nothing. A file is looked at: one that was missing,
    other bytes than those refused or, until the month is first published, than those taken. What a task is at work on
    is left alone.
    """
    is_open = published.version(layout, period) is None
    at_work = _beside(layout, period)
    return [
        contract.dataset
        for contract in _due(contracts, period)
        if contract.dataset not in at_work
        and _has_come(layout, contract.at(period), period, ledger.read(layout, contract, period), is_open=is_open)
    ]


def unfinished(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[str]:
    """Datasets whose reception was begun and not ended, sorted: a task is at work on them, was killed, or was run alone."""
    due, at_work = _due(contracts, period), _beside(layout, period)
    return [c.dataset for c in due if c.dataset in at_work or ledger.read(layout, c, period).status in _AT_WORK]


def account(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> dict[str, object]:
    """text: what an operator is told of a month that is not published; missing, held: datasets."""
    lacking = missing(layout, contracts, period)
    waiting = holds.waiting(layout, contracts, period)
    said = "尚未发布" if published.version(layout, period) is None else "，这次运行没有完成；现行版本不变"
    lines = [f"{period} 到期{said}。", f"没有可用报送的数据 {len(lacking)} 份" + ("：" if lacking else "")]
    lines += [f"- {one.line}" for one in lacking]
    lines.append(f"待决定的报送 {len(waiting)} 份" + ("：" if waiting else ""))
    lines += [told for entry in waiting for told in holds.told(contracts[entry.dataset], entry)]
    lines.append(f"处理见 {RUNBOOK}")
    return {
        "period": str(period),
        "text": "\n".join(lines),
        "missing": [one.contract.dataset for one in lacking],
        "held": [entry.dataset for entry in waiting],
        "runbook": RUNBOOK,
    }


def is_new(layout: Layout, contract: Contract, period: Period) -> bool:
    """Whether a file lies in the drop folder other than the one last looked at; a name that cannot be accepted counts
    until it has been refused."""
    entry = ledger.read(layout, contract, period)
    try:
        path = files.find(contract, period, layout.inbox)
    except DeliveryRefused:
        return entry.status != "refused" and entry.refused is None
    return path is not None and _digest(path) != (entry.refused.sha256 if entry.refused else entry.sha256)


def _beside(layout: Layout, period: Period) -> set[str]:
    return {dataset for dataset, month in beside.begun(layout) if month == period}


def _due(contracts: Mapping[str, Contract], period: Period) -> list[Contract]:
    return [contracts[name] for name in sorted(contracts) if Period.parse(contracts[name].since) <= period]


def _has_come(layout: Layout, contract: Contract, period: Period, entry: Entry, *, is_open: bool) -> bool:
    if entry.status in _AT_WORK or (entry.status == "delivered" and not is_open):
        return False
    if contract.delivery.source is not None:
        return entry.status in ("missing", "deferred")
    return is_new(layout, contract, period)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
