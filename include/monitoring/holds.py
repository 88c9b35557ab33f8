"""Held deliveries: what waits for a decision, and what follows from one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from monitoring import decisions, landing, ledger
from monitoring.contracts import Contract
from monitoring.decisions import Decision, Verdict
from monitoring.errors import ConfigurationError, DeliveryRefused, PublicationHeld
from monitoring.layout import Layout, write_text
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.refusals import refusal

REJECTED = "REJECTED"
_USED = "deliveries"


def remember_used(layout: Layout, period: Period, entries: Sequence[Entry]) -> None:
    """Notes which bytes the month is computed from, when its deliveries are closed."""
    used = {entry.dataset: entry.sha256 for entry in entries if entry.status == "delivered"}
    write_text(layout.run_record(_USED, period), json.dumps(used, sort_keys=True, indent=1) + "\n")


def used_deliveries(layout: Layout, period: Period) -> dict[str, str]:
    """Dataset -> SHA-256 of what remember_used() noted."""
    found: dict[str, str] = json.loads(layout.run_record(_USED, period).read_text(encoding="utf-8"))
    return found


def waiting(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[Entry]:
    """Held deliveries about which nobody has decided, sorted by dataset."""
    entries = [ledger.read(layout, contracts[name], period) for name in sorted(contracts)]
    return [entry for entry in entries if decisions.waits(layout, entry)]


def await_decisions(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> dict[str, object]:
    """Counts of held deliveries. Raises PublicationHeld while one waits, or was rejected after it had been computed."""
    entries = {name: ledger.read(layout, contract, period) for name, contract in contracts.items()}
    undecided = waiting(layout, contracts, period)
    if undecided:
        texts = "\n".join(line for entry in undecided for line in told(contracts[entry.dataset], entry))
        raise PublicationHeld(
            f"{period} 有 {len(undecided)} 份报送待决定，未发布：\n{texts}\n"
            f"核对后运行 monitor approve 或 monitor reject（见 docs/runbooks/held.md）"
        )
    gone = sorted(
        name
        for name, sha256 in used_deliveries(layout, period).items()
        if name in entries
        and decisions.is_rejected(layout, name, period, sha256)
        and (
            (entries[name].status, entries[name].sha256) != ("delivered", sha256) or _is_against(layout, entries[name])
        )
    )
    if gone:
        raise PublicationHeld(
            f"{period} 计算之后有报送被否决：{'、'.join(gone)}。请从 close_deliveries 起重跑本月（见 docs/runbooks/held.md）"
        )
    return {"period": str(period), "held": sum(entry.is_held for entry in entries.values()), "waiting": 0}


def decide(
    layout: Layout, contract: Contract, period: Period, verdict: Verdict, by: str, reason: str
) -> tuple[str, ...]:
    """Keeps the decision of a named person about a held delivery; returns the reasons it was held for.

    A rejected delivery is refused at once: the month counts it as not delivered. Raises ConfigurationError when
    nothing is held, or name or reason is empty.
    """
    entry = ledger.read(layout, contract, period)
    codes = decisions.held_codes(entry)
    if entry.status != "delivered" or not codes or entry.sha256 is None:
        raise ConfigurationError(f"{contract.dataset} {period}：没有待决定的报送")
    if not by.strip() or not reason.strip():
        raise ConfigurationError("请用 --by 写明姓名，用 --reason 写明理由")
    refused = entry.refused.mark if entry.refused else None
    decision = Decision(entry.sha256, codes, verdict, by.strip(), reason.strip(), refused)
    decisions.add(layout, contract.dataset, period, decision)
    if verdict == "rejected":
        landing.refuse(layout, entry, rejection(contract, entry))
    return codes


def stay_rejected(layout: Layout, contract: Contract, entry: Entry) -> None:
    """Raises DeliveryRefused when a person has rejected these bytes for these reasons before."""
    if _is_against(layout, entry):
        raise rejection(contract, entry)


def complete_rejections(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> None:
    """Refuses what a person rejected where a process was killed between the decision and what follows from it."""
    for contract in contracts.values():
        entry = ledger.read(layout, contract, period)
        if _is_against(layout, entry):
            landing.refuse(layout, entry, rejection(contract, entry))


def _is_against(layout: Layout, entry: Entry) -> bool:
    decision = decisions.decision_on(layout, entry) if entry.status == "delivered" and entry.is_held else None
    return decision is not None and decision.verdict == "rejected"


def rejection(contract: Contract, entry: Entry) -> DeliveryRefused:
    """What the department is told; the person's own words stay in the decision."""
    codes = "、".join(decisions.held_codes(entry))
    file_name = entry.file_name or contract.delivery.file_name(Period.parse(entry.period))
    return refusal(contract, file_name, REJECTED, f"经县里核对不予采用（{codes}）", "核对后重新报送")


def told(contract: Contract, entry: Entry) -> list[str]:
    """A line per reason a delivery is held for."""
    held = [remark for remark in entry.remarks if remark.weight == "held"]
    return [f"- {contract.dataset}《{contract.title}》{remark.code}：{remark.message}" for remark in held]
