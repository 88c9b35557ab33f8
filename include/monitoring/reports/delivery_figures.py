"""Counts about the data itself: deliveries by department and state, rows and their fate, reasons for quarantine."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring import reason_codes
from monitoring.reports.data import MonthData, Row

STOPPED = "DELIVERY_STOPPED"
ROW_COUNTS = ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped")


def deliveries(data: MonthData) -> list[tuple[str, list[Row]]]:
    """Deliveries by department, both in the order of their codes; the department under its Chinese name."""
    rows = sorted(data.deliveries, key=lambda row: str(row["dataset"]))
    names = dict.fromkeys(str(row["department"]) for row in rows)
    return [(data.department(name), [row for row in rows if row["department"] == name]) for name in names]


def absent(data: MonthData) -> list[Row]:
    """Deliveries that cannot be used this month, or only as they were last month."""
    return [row for row in sorted(data.deliveries, key=lambda row: str(row["dataset"])) if row["status"] != "delivered"]


def row_counts(rows: Iterable[Row]) -> list[int]:
    """Rows delivered, staged, quarantined and dropped, added up."""
    kept = list(rows)
    return [sum(int(row.get(name) or 0) for row in kept) for name in ROW_COUNTS]


def quarantine(data: MonthData) -> list[tuple[str, str, int, int]]:
    """Reason, its code, rows that carry it, datasets it occurs in; most frequent first. A row may carry several."""
    lines: dict[str, set[tuple[str, int]]] = {}
    for row in data.quarantined_rows:
        lines.setdefault(str(row["code"]), set()).add((str(row["dataset"]), int(row["row_no"])))
    counted = [(reason_title(code), code, len(at), len({dataset for dataset, _ in at})) for code, at in lines.items()]
    return sorted(counted, key=lambda entry: (-entry[2], entry[1]))


def reason_title(code: str) -> str:
    """The Chinese reason of a quarantined row."""
    if code.startswith("EXPECT_"):
        return f"不符合关键检查（{code.removeprefix('EXPECT_')}）"
    return reason_codes.reason_title(code)
