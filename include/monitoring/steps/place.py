"""What every step shares: the settings and files of a month, and the forms in which a step says what it did."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from monitoring import ledger
from monitoring.contracts import Contract, datasets_for, load_contracts
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout, write_text
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.settings import Settings, load_settings
from monitoring.townships import Townships, in_force, load_townships
from monitoring.turns import turn

Summary = dict[str, Any]


def delivery_of(dataset: str, period: str) -> tuple[Contract, Period, Settings, Layout]:
    """The dataset's contract as it holds in that month; raises ConfigurationError when there is none."""
    settings, layout, when = month_of(period)
    contracts = load_contracts(settings.contracts)
    if dataset not in contracts:
        raise ConfigurationError(f"no contract for dataset {dataset}")
    return contracts[dataset].at(when), when, settings, layout


def month_of(period: str) -> tuple[Settings, Layout, Period]:
    """Settings, files and month."""
    settings = load_settings()
    return settings, Layout(settings), Period.parse(period)


def in_turn(step: Callable[[str], Summary]) -> Callable[[str], Summary]:
    """The step of a month, done while no other process works on the month's files."""

    @wraps(step)
    def alone(period: str) -> Summary:
        _, layout, when = month_of(period)
        with turn(layout, when):
            return step(period)

    return alone


def require_same_inputs(period: str) -> None:
    """Raises DeliveriesChanged when a delivery of the month was received, rejected or withdrawn since it was closed."""
    from monitoring import inputs
    from monitoring.roles import load_dictionary

    settings, layout, when = month_of(period)
    inputs.require_same(layout, load_contracts(settings.contracts), load_dictionary(settings.contracts), when)


def register_of(settings: Settings, period: Period) -> Contract | None:
    """The resident register's contract, if the county has one."""
    contracts = load_contracts(settings.contracts)
    found = datasets_for(contracts, "residents")
    return contracts[found[0]].at(period) if found else None


def townships_of(settings: Settings, as_of: dt.date) -> Townships | None:
    """The townships there are on that day; None when the county has no list."""
    listed = load_townships(settings.townships, settings.county)
    return in_force(listed, as_of) if listed is not None else None


def comparison_day(settings: Settings, period: Period) -> dt.date:
    """The comparison day."""
    return load_parameters(settings.parameters).as_of(period, settings.county)


def short(entry: ledger.Entry) -> Summary:
    """What a task may hand over about a delivery: state, codes, counts."""
    kept = ("dataset", "period", "status", "delivery", "code")
    counts = ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped", "warning_count")
    values = asdict(entry)
    return {name: values[name] for name in (*kept, *counts)}


def remember(layout: Layout, period: Period, name: str, counts: Summary) -> Summary:
    """Leaves the counts for later stages and for people; returns them."""
    write_text(layout.run_record(name, period), json.dumps(counts, sort_keys=True, indent=1) + "\n")
    return counts
