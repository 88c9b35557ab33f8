"""A delivery that comes after its month was published: what it can change, and what it did change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.steps.place import delivery_of, month_of

if TYPE_CHECKING:
    from monitoring.redelivery import Plan


def plan_redelivery(dataset: str, period: str) -> Plan:
    """What may change when that dataset is received again for that month; nothing is changed."""
    from monitoring.redelivery import plan

    contract, when, settings, layout = delivery_of(dataset, period)
    return plan(settings, layout, contract, when)


def content_digests(period: str) -> dict[str, str]:
    """SHA-256 by `rule:…` and `mart:…` of what was computed last."""
    from monitoring.redelivery import digests

    return digests(*month_of(period))


def published_digests(period: str) -> dict[str, str]:
    """The same of what was published last; empty for a month that never was."""
    from monitoring.redelivery import published_digests as read

    _, layout, when = month_of(period)
    return read(layout, when)
