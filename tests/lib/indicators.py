"""The indicators of an invented month, counted from its rows: what a township counts is always part of the county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from monitoring.reports import words

Row = Mapping[str, Any]
FITTING = {
    "illness": {"health", "society"},
    "schooling": {"education", "compulsory_education", "society"},
    "disability": {"safety_net", "society"},
    "housing": {"housing", "relocation"},
    "water": {"water"},
}


def indicators_of(
    subjects: Iterable[Row],
    findings: Iterable[Row],
    changes: Iterable[Row],
    deliveries: list[Row],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Rows of mart.indicators. names: Chinese names of the departments."""
    counted = _Counted()
    for row in subjects:
        _subject(counted, row)
    for row in findings:
        if row["family"] != "delivery":
            counted.add(f"findings_{row['family']}", "条", row)
    for row in changes:
        counted.add({"entered": "households_entered", "left": "households_left"}[row["change"]], "户", row)
    return counted.rows() + _shares(counted) + _deliveries(deliveries, names)


class _Counted:
    def __init__(self) -> None:
        self.units: dict[str, str] = {}
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.places: set[tuple[str, str]] = {("county", "全县")}
        for status in words.STATUSES:
            for category in words.CATEGORIES:
                self.units[f"households_{category}_{status}"] = "户"
                self.units[f"persons_{category}_{status}"] = "人"
            self.units |= {f"households_{status}": "户", f"persons_{status}": "人"}
        for cause in words.CAUSES:
            self.units |= {
                f"households_listed_{cause}": "户",
                f"households_suspected_{cause}": "户",
                f"measured_{cause}": "户",
            }
        self.units |= {f"answered_{cause}": "户" for cause in FITTING}
        self.units |= {f"measure_{measure}": "户" for measure in words.MEASURES}
        self.units |= dict.fromkeys(("visits_due", "visits_done", "households_entered", "households_left"), "户")

    def add(self, indicator: str, unit: str, row: Row, amount: int = 1) -> None:
        self.units[indicator] = unit
        areas = [("county", "全县"), ("township", str(row["township"]))]
        if indicator.startswith("visits"):
            areas.append(("village", f"{row['township']}/{row['village']}"))
        for level, area in areas:
            self.places.add((level, area))
            self.counts[indicator, level, area] += amount

    def rows(self) -> list[dict[str, Any]]:
        return [
            row(indicator, unit, level, area, self.counts[indicator, level, area])
            for indicator, unit in self.units.items()
            for level, area in sorted(self.places)
            if level != "village" or indicator.startswith("visits")
        ]


def row(indicator: str, unit: str, level: str, area: str, value: object) -> dict[str, Any]:
    """One row of mart.indicators."""
    title = f"指标 {indicator}"
    return {"indicator": indicator, "title": title, "unit": unit, "area_level": level, "area": area, "value": value}


def _subject(counted: _Counted, row: Row) -> None:
    status, category = row["status"], row["category"] or row["suggested_category"]
    counted.add(f"households_{status}", "户", row)
    counted.add(f"persons_{status}", "人", row, row["people_count"])
    counted.add(f"households_{category}_{status}", "户", row)
    counted.add(f"persons_{category}_{status}", "人", row, row["people_count"])
    causes = [cause for cause in row["causes"].split(",") if cause]
    measures = {measure.removeprefix("help_") for measure in row["measures"].split(",") if measure}
    if status != "eliminated":
        for cause in causes:
            counted.add(f"households_{status}_{cause}", "户", row)
    if status == "listed":
        counted.add("visits_due", "户", row)
        counted.add("visits_done", "户", row, int(row["has_contact"]))
        for measure in measures:
            counted.add(f"measure_{measure}", "户", row)
        for cause in causes:
            counted.add(f"measured_{cause}", "户", row, int(bool(measures)))
            if cause in FITTING:
                counted.add(f"answered_{cause}", "户", row, int(bool(measures & FITTING[cause])))


def _shares(counted: _Counted) -> list[dict[str, Any]]:
    def share(part: str, whole: tuple[str, ...], place: tuple[str, str]) -> float | None:
        base = sum(counted.counts[(name, *place)] for name in whole)
        return round(100 * counted.counts[(part, *place)] / base, 2) if base else None

    ratios = {
        "visits_share": ("visits_done", ("visits_due",)),
        "risk_elimination_share": ("households_eliminated", ("households_eliminated", "households_listed")),
    }
    return [
        row(name, "%", *place, share(part, whole, place))
        for name, (part, whole) in ratios.items()
        for place in sorted(counted.places)
        if place[0] != "village"
    ]


def _deliveries(deliveries: list[Row], names: Mapping[str, str]) -> list[dict[str, Any]]:
    held: dict[tuple[str, str], list[Row]] = {("county", "全县"): deliveries}
    for code, title in names.items():
        held["department", title] = [one for one in deliveries if one["department"] == code]
    shares: dict[str, Callable[[list[Row]], float | None]] = {
        "datasets_delivered_share": lambda of: 100 * sum(one["status"] == "delivered" for one in of) / len(of),
        "rows_quarantined_share": lambda of: (
            100 * sum(one["rows_quarantined"] for one in of) / (sum(one["rows_delivered"] for one in of) or 1)
        ),
        "id_problem_share": lambda of: None,
    }
    return [
        row(name, "%", *place, None if (value := of(rows)) is None else round(value, 2))
        for name, of in shares.items()
        for place, rows in held.items()
    ]
