"""What a month waits for: departments that have not delivered, persons who have not decided, and until when."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from monitoring.contracts import load_contracts
from monitoring.decisions import Verdict
from monitoring.parameters import Value, load_parameters
from monitoring.settings import load_settings
from monitoring.steps.place import Summary, comparison_day, delivery_of, month_of

_CHINA = ZoneInfo("Asia/Shanghai")


def missing(period: str) -> list[str]:
    """Datasets due in that month of which nothing usable is there, sorted."""
    from monitoring import outstanding

    settings, layout, when = month_of(period)
    return [one.contract.dataset for one in outstanding.missing(layout, load_contracts(settings.contracts), when)]


def awaited(period: str) -> list[str]:
    """Datasets the month waits for: those missing, and those whose correction was refused. Sorted."""
    from monitoring import outstanding

    settings, layout, when = month_of(period)
    return outstanding.awaited(layout, load_contracts(settings.contracts), when)


def arrived(period: str) -> list[str]:
    """Datasets to be received, or received again: something of them has come since they were last looked at. Sorted."""
    from monitoring import outstanding

    settings, layout, when = month_of(period)
    return outstanding.arrived(layout, load_contracts(settings.contracts), when)


def unfinished(period: str) -> list[str]:
    """Datasets whose reception was begun and not ended, sorted."""
    from monitoring import outstanding

    settings, layout, when = month_of(period)
    return outstanding.unfinished(layout, load_contracts(settings.contracts), when)


def deliveries_until(period: str) -> dt.datetime:
    """The moment of the comparison day until which missing deliveries are waited for."""
    settings, _, when = month_of(period)
    day = comparison_day(settings, when)
    hour = int(load_parameters(settings.parameters).in_force(day, settings.county)["deliveries_until_hour"])
    return dt.datetime.combine(day, dt.time(hour), _CHINA)


def comparison_day_of_month() -> int:
    """The day of the month on which a month's run begins, as the parameters last say it."""
    return int(_last_said("comparison_day"))


def comparison_hours() -> float:
    """Hours after the beginning of a month's run within which it should be published."""
    return float(_last_said("published_within_hours"))


def held(period: str) -> list[str]:
    """Datasets whose delivery waits for a person's decision, sorted."""
    from monitoring import holds

    settings, layout, when = month_of(period)
    return [entry.dataset for entry in holds.waiting(layout, load_contracts(settings.contracts), when)]


def held_figures(dataset: str, period: str) -> str:
    """What a person needs to decide about a held delivery, as Markdown: counts and shares, no value of a row."""
    from monitoring.hold_figures import markdown

    contract, when, _, layout = delivery_of(dataset, period)
    return markdown(layout, contract, when)


def decide(dataset: str, period: str, verdict: Verdict, by: str, reason: str) -> Summary:
    """Keeps a named person's decision about a held delivery; one that was decided meanwhile keeps its decision."""
    from monitoring import decisions, holds, ledger

    contract, when, _, layout = delivery_of(dataset, period)
    if decisions.waits(layout, ledger.read(layout, contract, when)):
        holds.decide(layout, contract, when, verdict, by, reason)
    return {"dataset": dataset, "period": period, "waiting": dataset in held(period)}


def unpublished(period: str) -> Summary:
    """Why the month may not be published yet. text: for an operator, in Chinese; missing, held: datasets."""
    from monitoring import outstanding

    settings, layout, when = month_of(period)
    return outstanding.account(layout, load_contracts(settings.contracts), when)


def _last_said(parameter: str) -> Value:
    settings = load_settings()
    return load_parameters(settings.parameters).by_name[parameter].of(settings.county)[-1].value
