"""How deliveries change over the months: departments that are silent for a while, and files other than usual.

Nothing is planted in the first two months, and only from the fourth on what a person has to decide about.
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa

from monitoring.period import Period
from monitoring.simulator.forms import FORMS
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.world import World

ALWAYS_LAST = "agriculture.household_toilets"
"""Not delivered in the last of several months."""

HOUSEHOLDS = "rural_revitalization.village_construction_households"
VISITS, CERTIFICATES = "rural_revitalization.visits", "health.death_certificates"
# Number of the month, counted from none, and who sends nothing.
_SILENT = (
    (2, "emergency.accidents"),
    (2, "emergency.disasters"),
    (3, "natural_resources.properties"),
    (4, "natural_resources.properties"),
)
_EMPTIED, _RENAMED, _PARTED, _QUARTERED = (2, HOUSEHOLDS), (3, ALWAYS_LAST), (3, HOUSEHOLDS), (4, HOUSEHOLDS)
_REPEATED, _CORRECTED = (4, VISITS), (5, CERTIFICATES)
_EMPTIED_HEADER, _RENAMED_HEADER, _TOWNSHIP, _NUMBER = "供水方式", "厕所类型", "乡(镇)", "certificate_no"
_COMPARED_MONTHS, _TOWNSHIP_ROWS = 3, 20
_ROWS, _CHANGED_ROWS, _FALL, _RISE, _RISE_SMALL = 50, 30, 0.30, 0.50, 10
APPROVED = frozenset({"delivery.missing_column", "delivery.partial", "delivery.volume", "delivery.wrong_month"})
"""What stops a month until somebody decides; in this county somebody always finds that the file may be used."""


def silent(number: int, count: int) -> set[str]:
    """Datasets that nobody delivers in that month; number: counted from none, of so many months."""
    found = {dataset for month, dataset in _SILENT if month == number}
    return found | ({ALWAYS_LAST} if number == count - 1 > 0 else set())


def unusable(number: int) -> dict[str, str]:
    """Datasets of which a file arrives that nobody can use -> the rule that says why."""
    return {VISITS: "delivery.replayed"} if number == _REPEATED[0] else {}


class Drift:
    """What the county has delivered so far of the datasets that are compared with their past."""

    def __init__(self) -> None:
        self._sizes: list[Counter[str]] = []
        self._certificates: Sheet | None = None

    def change(self, world: World, sheet: Sheet, number: int) -> tuple[Sheet, set[tuple[str, str]]]:
        """The sheet as it is sent that month, and which rules must find the dataset for it."""
        dataset, rules = sheet.dataset, set[str]()
        if (number, dataset) == _RENAMED:
            sheet = _renamed(sheet)
            rules = {"delivery.unknown_column", "delivery.missing_column", "delivery.fill_rate"}
        if (number, dataset) == _EMPTIED:
            nothing = pa.nulls(len(sheet), pa.string())
            sheet = Sheet(dataset, {**sheet.columns, _EMPTIED_HEADER: nothing}, sheet.repeats)
            rules = {"delivery.fill_rate"}
        if (number, dataset) == _PARTED:
            sheet = _without_smallest(sheet)
        if (number, dataset) == _QUARTERED:
            sheet = sheet.take(np.arange(0, len(sheet), 4))
        if dataset == CERTIFICATES:
            earlier, self._certificates = self._certificates, sheet
            if number == _CORRECTED[0] and earlier is not None and len(earlier):
                sheet = sheet.mixed_with([_corrected(earlier)], world.rng("correction"))
                rules = {"delivery.wrong_month"}
        if dataset == HOUSEHOLDS:
            size = Counter(sheet.columns[_TOWNSHIP].to_pylist())
            rules |= set(_out_of_proportion(self._sizes[-_COMPARED_MONTHS:], size))
            self._sizes.append(size)
        return sheet, {(rule, dataset) for rule in rules}


def repeat(number: int, period: Period, inbox: Path) -> None:
    """Puts the file of the month before in the place of this month's, where that is planted. inbox: of this month."""
    if number == _REPEATED[0]:
        form, folder = FORMS[VISITS], VISITS.split(".")[0]
        before = period.shift(-1)
        earlier = inbox.parent / str(before) / folder / form.file_name(str(before))
        shutil.copy2(earlier, inbox / folder / form.file_name(str(period)))


def _renamed(sheet: Sheet) -> Sheet:
    columns = {header + "（2026版）" if header == _RENAMED_HEADER else header: v for header, v in sheet.columns.items()}
    return Sheet(sheet.dataset, columns, sheet.repeats)


def _without_smallest(sheet: Sheet) -> Sheet:
    townships = sheet.columns[_TOWNSHIP].to_pylist()
    counts = Counter(townships)
    smallest = min(counts, key=lambda name: (counts[name], name))
    return sheet.take(np.flatnonzero([name != smallest for name in townships]))


def _corrected(earlier: Sheet) -> Sheet:
    """A certificate of last month under another number."""
    row = earlier.take(np.array([0]))
    row.put(_NUMBER, 0, "SW99999999")
    return row


def _out_of_proportion(past: list[Counter[str]], now: Mapping[str, int]) -> Iterator[str]:
    """Much fewer or more rows than usual, or none of a township that always had some."""
    if not past:
        return
    usual, rows = median(size.total() for size in past), sum(now.values())
    most = (1 + max(_RISE, _RISE_SMALL / math.sqrt(usual))) * usual
    is_judged = max(usual, rows) >= _ROWS and abs(usual - rows) >= _CHANGED_ROWS
    if is_judged and not (1 - _FALL) * usual <= rows <= most:
        yield "delivery.volume"
    always = set.intersection(*(set(size) for size in past)) - set(now)
    if any(min(size[name] for size in past) >= _TOWNSHIP_ROWS for name in always):
        yield "delivery.partial"
