"""What one township has to check in a month: its work list and its list of households, sorted."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass, field

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, as_list
from monitoring.reports.lines import Check, Household, Month, check_line, household_line
from monitoring.reports.revision import Revised, revised

WHOLE_COUNTY = "全县"


@dataclass
class Township:
    """Everything of one township; has_place is False for the book of what belongs to no township. revised: what is
    otherwise than in the version before."""

    name: str
    has_place: bool = True
    checks: list[Check] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    not_assessed: Counter[str] = field(default_factory=Counter)
    revised: list[Revised] = field(default_factory=list)


def townships(data: MonthData) -> list[Township]:
    """Every township with a finding or a subject household, now or in the version before, by name; last, if anything
    has no township, the rest."""
    month = Month(data)
    books: dict[tuple[bool, str], Township] = {}
    for row in data.open_findings:
        _book(books, row).checks.append(check_line(month, row))
    for row in data.monitoring_subjects:
        book = _book(books, row)
        book.households.append(household_line(month, row))
        book.not_assessed.update(month.titles.get(rule, rule) for rule in as_list(row.get("not_assessed_rules")))
    for line in revised(data):
        _book(books, {"township": line.township}).revised.append(line)
    for book in books.values():
        book.checks.sort(key=_check_order)
        book.households.sort(key=lambda line: (line.priority, line.village, line.household_no, astuple(line)))
    return [books[key] for key in sorted(books)]


def _book(books: dict[tuple[bool, str], Township], row: Row) -> Township:
    name = str(row.get("township") or "").strip()
    return books.setdefault((not name, name), Township(name or WHOLE_COUNTY, bool(name)))


def _check_order(line: Check) -> tuple[object, ...]:
    families = list(words.FAMILIES.values())
    place = families.index(line.family) if line.family in families else len(families)
    return line.priority, line.village, line.household_no, place, line.rule, astuple(line)
