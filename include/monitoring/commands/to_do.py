"""What an operator has to do about a month's deliveries: a line each, with the sentence for the department and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitoring import decisions, ledger, outstanding, published
from monitoring.contracts import Contract
from monitoring.errors import refusal_page
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period

_PAGES = {
    "missing": "delivery_missing.md",
    "deferred": "source_unavailable.md",
    "stopped": "delivery_stopped.md",
    "landed": "worker_killed.md",
    "standardised": "worker_killed.md",
}


def to_do(layout: Layout, contracts: Mapping[str, Contract], period: Period) -> list[str]:
    """`<部门>《<数据>》<dataset>：<发生了什么>（处理见 docs/runbooks/…）`, in the order of the contracts; no value of a row."""
    due = [contract for contract in contracts.values() if Period.parse(contract.since) <= period]
    is_open = published.version(layout, period) is None
    found, quarantined = [], []
    for contract in due:
        entry = ledger.read(layout, contract, period)
        whose = f"{contract.owner.department}《{contract.title}》{contract.dataset}"
        for said, page in _said(layout, contract, entry, period, is_open=is_open):
            found.append(_line(f"{whose}：{said}", page))
        if entry.status == "delivered" and entry.rows_quarantined:
            quarantined.append(entry.rows_quarantined)
    if quarantined:
        said = f"{len(quarantined)} 份报送有 {sum(quarantined):,} 行隔离，请部门按改正清单更正"
        found.append(_line(said, "rows_quarantined.md"))
    return found


def has_new_file(layout: Layout, contract: Contract, period: Period) -> bool:
    """Whether a file lies in the inbox that nobody has read; a source that is asked has none."""
    return contract.delivery.source is None and outstanding.is_new(layout, contract.at(period), period)


def _line(said: str, page: str) -> str:
    return f"{said}（处理见 docs/runbooks/{page}）"


def _said(
    layout: Layout, contract: Contract, entry: Entry, period: Period, *, is_open: bool
) -> Iterator[tuple[str, str]]:
    if entry.status == "refused":
        yield f"已拒收，{entry.message or entry.code}", refusal_page(entry.code or "")
    elif entry.status == "missing":
        asked = f"请联系{contract.owner.contact}"
        yield f"未报送，应于 {contract.delivery.due_day} 日前报送，{asked}", _PAGES["missing"]
    elif entry.status in _PAGES:
        yield f"{outstanding.STATES[entry.status]}{f'，{entry.message}' if entry.message else ''}", _PAGES[entry.status]
    elif decisions.waits(layout, entry):
        for remark in entry.remarks:
            if remark.weight == "held":
                yield f"暂缓，待决定，【{remark.code}】{remark.message}", "held.md"
    elif (
        entry.status == "delivered"
        and not is_open
        and not published.rests_on(layout, contract.dataset, period, entry.sha256)
    ):
        yield "已接收，已发布的版本没有用到它", "redelivery.md"
    if has_new_file(layout, contract, period):
        where = ("运行该月时接收", "month_late.md") if is_open else ("该月已发布，不会自行接收", "redelivery.md")
        yield f"收件夹里有新文件，{where[0]}", where[1]
