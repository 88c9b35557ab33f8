"""What people open: the month's page, the data quality page and a workbook for every township."""

from monitoring.reports.data import Labels, MonthData, load_labels, work_id
from monitoring.reports.write import write_reports

__all__ = ["Labels", "MonthData", "load_labels", "work_id", "write_reports"]
