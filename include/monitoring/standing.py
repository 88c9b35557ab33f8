"""Which deliveries hold in a month: what arrived, what is carried over from an earlier month, what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from monitoring import ledger
from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.period import Period


@dataclass(frozen=True)
class Standing:
    """One dataset in one month. status: delivered, missing, refused, stopped, or carried (rows of carried_from hold).

    sources: the months whose staged rows hold now, earliest first; entry: what became of this month's own delivery.
    """

    contract: Contract
    entry: ledger.Entry
    status: str
    carried_from: Period | None
    sources: tuple[Period, ...]


def standings(layout: Layout, contracts: dict[str, Contract], period: Period) -> list[Standing]:
    """Every contract's standing in that month, sorted by dataset."""
    return [standing(layout, contracts[dataset], period) for dataset in sorted(contracts)]


def standing(layout: Layout, contract: Contract, period: Period) -> Standing:
    """Increments hold from all months up to this one, other kinds from this one or, where allowed, a carried one."""
    entry = ledger.read(layout, contract, period)
    status = entry.status if entry.status in ledger.FINAL else "missing"
    if contract.delivery.kind == "increment":
        return Standing(contract, entry, status, None, tuple(_delivered_until(layout, contract, period)))
    if status == "delivered":
        return Standing(contract, entry, status, None, (period,))
    for months in range(1, contract.delivery.carry_forward_months + 1):
        earlier = period.shift(-months)
        if ledger.read(layout, contract, earlier).status == "delivered":
            return Standing(contract, entry, "carried", earlier, (earlier,))
    return Standing(contract, entry, status, None, ())


def _delivered_until(layout: Layout, contract: Contract, period: Period) -> list[Period]:
    """Months with a delivered entry in the ledger; a staged file whose delivery was refused later does not count."""
    folder = layout.ledger(contract.dataset, period).parent
    months = sorted(Period.parse(path.stem.removeprefix("period=")) for path in folder.glob("period=*.json"))
    return [m for m in months if m <= period and ledger.read(layout, contract, m).status == "delivered"]


DELIVERY_COLUMNS = {
    "dataset": pa.string(),
    "department": pa.string(),
    "title": pa.string(),
    "since": pa.string(),
    "status": pa.string(),
    "carried_from": pa.string(),
    "delivery": pa.string(),
    "rows_delivered": pa.int64(),
    "rows_staged": pa.int64(),
    "rows_quarantined": pa.int64(),
    "rows_dropped": pa.int64(),
    "compared_months": pa.int64(),
    "due_date": pa.date32(),
    "first_seen_on": pa.date32(),
    "absent_on": pa.date32(),
    "stated_on": pa.date32(),
    "unknown_column_count": pa.int64(),
    "missing_column_count": pa.int64(),
    "remarks": pa.string(),
    "code": pa.string(),
    "message": pa.string(),
}


REMARKS = {
    "dataset": "varchar",
    "delivery": "varchar",
    "code": "varchar",
    "weight": "varchar",
    "column_name": "varchar",
    "row_count": "bigint",
    "message": "varchar",
}


def remark_rows(found: list[Standing]) -> list[dict[str, object]]:
    """The rows of the relation `delivery_remarks`: what was said of this month's own deliveries, columns of REMARKS."""
    return [
        {
            "dataset": one.contract.dataset,
            "delivery": one.entry.delivery,
            "code": remark.code,
            "weight": remark.weight,
            "column_name": remark.column,
            "row_count": remark.rows,
            "message": remark.message,
        }
        for one in found
        for remark in one.entry.remarks
    ]


def deliveries_table(found: list[Standing]) -> pa.Table:
    """The relation `deliveries`: row counts, code and message are those of this month's own delivery; where a correction of
    it was refused, code and message are the correction's."""
    return pa.Table.from_pylist([_row(one) for one in found], schema=pa.schema(DELIVERY_COLUMNS))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _row(found: Standing) -> dict[str, object]:
    entry, refused = found.entry, found.entry.refused
    return {
        "dataset": found.contract.dataset,
        "department": found.contract.department,
        "title": found.contract.title,
        "since": found.contract.since,
        "status": found.status,
        "carried_from": str(found.carried_from) if found.carried_from else None,
        "delivery": entry.delivery,
        "rows_delivered": entry.rows_delivered,
        "rows_staged": entry.rows_staged,
        "rows_quarantined": entry.rows_quarantined,
        "rows_dropped": entry.rows_dropped,
        "compared_months": entry.compared_months,
        "due_date": Period.parse(entry.period).day(found.contract.delivery.due_day),
        "first_seen_on": _day(entry.first_seen_on),
        "absent_on": _day(entry.absent_on),
        "stated_on": _day(entry.stated_on),
        "unknown_column_count": len(entry.unknown_columns),
        "missing_column_count": len(entry.missing_columns),
        "remarks": ",".join(sorted({remark.code for remark in entry.remarks})) or None,
        "code": refused.code if refused else entry.code,
        "message": refused.message if refused else entry.message,
    }
