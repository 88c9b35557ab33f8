"""Holds a delivery against its own history: leaves its profile, remarks on what is outside, refuses what cannot be."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring import published
from monitoring.bands.history import history, register_before, same_bytes
from monitoring.bands.limits import Limits, limits_of
from monitoring.bands.outside import Outside, outside
from monitoring.bands.profile import measure, write_profile
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout
from monitoring.ledger import Entry, Remark
from monitoring.period import Period
from monitoring.refusals import Place, message, refusal

CODES = frozenset(
    {
        "AFTER_PUBLICATION", "CLOSED_MONTH", "CORRECTION_INSIDE", "CUMULATIVE_SWITCH", "FILL_RATE", "HOUSEHOLD_HEAD",
        "JOIN_RATE", "ORPHAN_MEMBER", "PARTIAL_DELIVERY", "QUARANTINE_RATE", "REPLAY", "REPLAY_SUSPECTED",
        "TOWNSHIP_DIFFERS", "U005", "UNIT_SHIFT", "VOLUME",
    }
)  # fmt: skip
"""Remarks that only this module makes; judging again begins without them."""


def judge(engine: DuckDB, contract: Contract, entry: Entry, layout: Layout, register: Contract | None) -> None:
    """Replaces the entry's remarks of CODES, writes the delivery's profile and says with how many months it was compared;
    entry: delivered, its rows staged.

    Raises DeliveryRefused for the bytes of another month, the data of another month or of another county.
    """
    period = Period.parse(entry.period)
    limits = limits_of(contract)
    entry.remarks = [remark for remark in entry.remarks if remark.code not in CODES]
    past = history(layout, contract, period, limits.months)
    last = layout.table("staging", contract.dataset, Period.parse(past[0].period)) if past else None
    people = register_before(layout, register, period)
    staged = layout.table("staging", contract.dataset, period)
    now = measure(engine, contract, period, entry.sha256 or "", staged, people, last)
    found = [
        *_same_bytes(layout, contract, entry, limits),
        *outside(contract, limits, now, past),
        *_coming(layout, entry),
        *quarantined(entry, limits),
    ]
    refused = [one for one in found if one.weight == "refused"]
    for one in refused[:1]:
        raise refusal(contract, _file(contract, entry), one.code, one.reason, one.action)
    write_profile(layout, now)
    entry.compared_months = len(past)
    entry.remark(*_remarks(contract, entry, found))


def quarantined(entry: Entry, limits: Limits) -> list[Outside]:
    """Too many unusable rows for a person not to look; a handful in a small delivery is shown, not held."""
    rows = entry.rows_quarantined
    if rows < limits.quarantined_rows_min or rows <= limits.quarantined_held * entry.rows_delivered:
        return []
    reason = f"{entry.rows_delivered} 行中有 {rows} 行因数据错误被隔离（{_reasons(entry)}）"
    return [Outside("QUARANTINE_RATE", "held", reason, "按隔离清单改正后重新报送", rows=rows)]


def is_mostly_quarantined(entry: Entry, limits: Limits) -> bool:
    """Whether so many rows are unusable that the others cannot be trusted either."""
    rows = entry.rows_quarantined
    return rows >= limits.quarantined_rows_min and rows > limits.quarantined_refused * entry.rows_delivered


def _reasons(entry: Entry) -> str:
    most = sorted(entry.reasons.items(), key=lambda item: (-item[1], item[0]))[:3]
    return "、".join(f"{code} {rows} 行" for code, rows in most)


def _same_bytes(layout: Layout, contract: Contract, entry: Entry, limits: Limits) -> Iterable[Outside]:
    """The same file for two months. Where little is delivered, nothing may have happened: that is only said."""
    month = same_bytes(layout, contract, Period.parse(entry.period), entry.sha256 or "")
    if month is None or contract.bands.may_repeat or not entry.rows_delivered:
        return
    is_small = entry.rows_delivered < limits.rows_min
    yield Outside(
        "REPLAY", "warned" if is_small else "refused", f"与 {month} 报送的文件一字不差", f"报送 {entry.period} 的文件"
    )


def _coming(layout: Layout, entry: Entry) -> Iterable[Outside]:
    period = Period.parse(entry.period)
    coming = published.coming(layout, entry.dataset, period, entry.sha256 or "")
    if coming == "late":
        yield Outside("AFTER_PUBLICATION", "warned", f"{period} 发布之后收到", f"知悉：重跑 {period} 将发布新版本")
    if coming == "closed":
        reason = f"{period} 已关账（以后的月份已发布）"
        yield Outside("CLOSED_MONTH", "held", reason, f"由县里决定是否重新发布 {period} 及以后各月")


def _remarks(contract: Contract, entry: Entry, found: Iterable[Outside]) -> list[Remark]:
    return [
        Remark(
            one.code,
            one.weight,
            message(contract, _file(contract, entry), one.reason, one.action, Place(column=one.column)),
            one.column,
            one.rows,
        )
        for one in found
        if one.weight != "refused"
    ]


def _file(contract: Contract, entry: Entry) -> str:
    return entry.file_name or contract.delivery.file_name(Period.parse(entry.period))
