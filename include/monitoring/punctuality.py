"""How fresh and how correct what is published was: recorded instants against the month's deadline, and later corrections.

Nothing of it is published; it is read anew whenever somebody looks. A roll back is no correction: what readers get then
was published before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from monitoring.contracts import Contract, load_contracts
from monitoring.layout import Layout
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.receipts import moments
from monitoring.settings import Settings

CHINA = ZoneInfo("Asia/Shanghai")
COMPARISON_HOUR = 6
"""Hour of the comparison day, Chinese time, at which a month's run begins."""

FIRST_PUBLISHED = """
select e.period, min(e.happened_at) as published_at, count(distinct p.digest) - 1 as corrections
from monitoring.publication_events as e
join monitoring.publications as p on p.period = e.period and p.version = e.version
where e.state = 'published'
group by e.period
order by e.period desc
"""
CORRECTED_BY = """
select period, department, dataset from mart.deliveries
where ',' || remarks || ',' like '%,AFTER_PUBLICATION,%' or ',' || remarks || ',' like '%,CLOSED_MONTH,%'
order by period, department collate "C", dataset collate "C"
"""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Punctual:
    """One month. published_at: first; due_at: by when it should have been; arrived_at: when the last of the deliveries it
    was first published from was received (None where nobody noted it); corrections: later versions with other content;
    corrected_by: departments whose deliveries came after the first publication.
    """

    period: str
    published_at: dt.datetime
    due_at: dt.datetime
    arrived_at: dt.datetime | None
    corrections: int
    corrected_by: tuple[str, ...]

    @property
    def is_in_time(self) -> bool:
        return self.published_at <= self.due_at

    @property
    def hours(self) -> float | None:
        """From the last delivery to publication."""
        return None if self.arrived_at is None else (self.published_at - self.arrived_at).total_seconds() / 3600


@dataclass(frozen=True)
class Balance:
    """Of all published months: how many, in time, without a later correction; corrections by department."""

    months: int
    in_time: int
    uncorrected: int
    by_department: dict[str, int]


def months(settings: Settings, published: Rows, corrected: Rows) -> list[Punctual]:
    """The rows of FIRST_PUBLISHED and CORRECTED_BY as figures, latest month first; arrivals as far as this machine
    noted them."""
    contracts = load_contracts(settings.contracts)
    titles = {contract.department: contract.owner.department for contract in contracts.values()}
    return [
        Punctual(
            row["period"],
            row["published_at"],
            due(settings, Period.parse(row["period"])),
            _arrived(settings, contracts, row["period"], row["published_at"]),
            row["corrections"],
            tuple(titles.get(one["department"], one["department"]) for one in _once(corrected, row["period"])),
        )
        for row in published
    ]


def balance(found: Iterable[Punctual]) -> Balance:
    """The figures of all months together."""
    every = list(found)
    by_department = Counter(name for one in every for name in one.corrected_by)
    return Balance(
        len(every),
        sum(one.is_in_time for one in every),
        sum(not one.corrections for one in every),
        dict(sorted(by_department.items(), key=lambda item: (-item[1], item[0]))),
    )


def due(settings: Settings, period: Period) -> dt.datetime:
    """By when the month should be published: so many hours after its run begins."""
    parameters = load_parameters(settings.parameters)
    day = parameters.as_of(period, settings.county)
    hours = float(parameters.in_force(day, settings.county)["published_within_hours"])
    return dt.datetime.combine(day, dt.time(COMPARISON_HOUR), CHINA) + dt.timedelta(hours=hours)


def moment(value: dt.datetime) -> str:
    """A moment in Chinese time, to the minute."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _arrived(
    settings: Settings, contracts: Mapping[str, Contract], period: str, published_at: dt.datetime
) -> dt.datetime | None:
    """What was received after the first publication came too late for it."""
    layout, month = Layout(settings), Period.parse(period)
    noted = [moment for dataset in contracts for moment in moments(layout, dataset, month)]
    return max((moment for moment in noted if moment <= published_at), default=None)


def _once(rows: Rows, period: str) -> list[Mapping[str, Any]]:
    """A row per department of that month."""
    return list({row["department"]: row for row in rows if row["period"] == period}.values())
