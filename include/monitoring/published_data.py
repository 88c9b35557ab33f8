"""The warehouse of this installation, opened and at the expected schema, and a published month read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitoring import ledger
from monitoring.contracts import load_contracts
from monitoring.errors import MonitoringError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from monitoring.reports import MonthData


def warehouse(settings: Settings, layout: Layout) -> Engine:
    """The warehouse, its private server started if need be, at the schema this software expects."""
    from monitoring.warehouse import migrate, server

    engine = server.connect(settings, layout)
    migrate.upgrade(engine)
    return engine


def month_data(settings: Settings, layout: Layout, period: Period, purpose: str | None = None) -> MonthData:
    """The published month as the reports read it.

    purpose: why named people are looked at; it is noted for every township before anybody is. Without one nobody is
    named. Raises MonitoringError when another version was published meanwhile that names people of a further township.
    """
    from monitoring.reports import MonthData, load_labels
    from monitoring.warehouse import access
    from monitoring.warehouse.access_log import note_worklists

    engine = warehouse(settings, layout)
    version = access.current_version(engine, period)
    noted = note_worklists(engine, period, purpose) if purpose is not None else set()
    rows: dict[str, Any] = access.month_rows(engine, period, named=purpose is not None)
    if not noted.issuperset(row["township"] for row in rows["worklist"]):
        raise MonitoringError(f"{period} 刚刚发布了新版本，请再运行一次")
    held = _held(settings, layout, period, rows["deliveries"])
    labels = load_labels(settings.contracts)
    return MonthData(str(period), version or 0, county=settings.county, labels=labels, held=held, **rows)


def _held(settings: Settings, layout: Layout, period: Period, deliveries: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Why a delivery had to be decided about, of those whose bytes are the published ones."""
    contracts = load_contracts(settings.contracts)
    found = []
    for row in deliveries:
        if row["dataset"] not in contracts:
            continue
        entry = ledger.read(layout, contracts[row["dataset"]], period)
        if entry.delivery == row["delivery"]:
            held = [remark for remark in entry.remarks if remark.weight == "held"]
            found += [{"dataset": entry.dataset, "code": remark.code, "message": remark.message} for remark in held]
    return found
