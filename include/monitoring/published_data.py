"""The warehouse of this installation, opened and at the expected schema, and a published month read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def month_data(settings: Settings, layout: Layout, period: Period) -> MonthData:
    """The published month as the reports read it."""
    from monitoring.reports import MonthData, load_labels
    from monitoring.warehouse import access

    engine = warehouse(settings, layout)
    version = access.current_version(engine, period)
    rows: dict[str, Any] = access.month_rows(engine, period)
    return MonthData(str(period), version or 0, county=settings.county, labels=load_labels(settings.contracts), **rows)
