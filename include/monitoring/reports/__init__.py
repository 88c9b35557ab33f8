"""What people open: the month's page, the data quality page and a workbook for every township."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitoring.reports.data import Labels, MonthData, load_labels, work_id

if TYPE_CHECKING:
    from monitoring.reports.write import write_reports

__all__ = ["Labels", "MonthData", "load_labels", "work_id", "write_reports"]


def __getattr__(name: str) -> Any:
    """write_reports brings the drawing library, seconds to import: only who writes reports waits for it."""
    if name != "write_reports":
        raise AttributeError(name)
    from monitoring.reports.write import write_reports

    return write_reports
