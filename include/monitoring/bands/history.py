"""The months a delivery is compared with: earlier ones of the same dataset that were used."""

from __future__ import annotations

from pathlib import Path

from monitoring import decisions, ledger
from monitoring.bands.profile import Profile, read_profile
from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.period import Period


def history(layout: Layout, contract: Contract, before: Period, months: int) -> list[Profile]:
    """Profiles of up to so many latest months before that one, latest first.

    A delivery that was refused, replaced since, or held without a person's approval is no measure for others; nor is the
    first delivery of increments, which holds everything known until then.
    """
    found: list[Profile] = []
    for month in _comparable(layout, contract, before):
        if len(found) == months:
            break
        entry, path = ledger.read(layout, contract, month), layout.profile(contract.dataset, month)
        if not path.exists() or decisions.waits(layout, entry):
            continue
        profile = read_profile(path)
        if profile.sha256 == entry.sha256:
            found.append(profile)
    return found


def _comparable(layout: Layout, contract: Contract, before: Period) -> list[Period]:
    months = delivered_months(layout, contract, before)
    return months[:-1] if contract.delivery.kind == "increment" else months


def delivered_months(layout: Layout, contract: Contract, before: Period) -> list[Period]:
    """Earlier months with a delivery that was used, latest first."""
    months = [month for month in known_months(layout, contract) if month < before]
    return [m for m in reversed(months) if ledger.read(layout, contract, m).status == "delivered"]


def known_months(layout: Layout, contract: Contract) -> list[Period]:
    """Months the ledger knows of this dataset, earliest first."""
    folder = layout.ledger(contract.dataset, Period(2000, 1)).parent
    return sorted(Period.parse(path.stem.removeprefix("period=")) for path in folder.glob("period=*.json"))


def register_before(layout: Layout, register: Contract | None, period: Period) -> Path | None:
    """The staged resident register of the latest earlier month.

    Never this month's: departments are received in any order, and the outcome must not depend on it.
    """
    if register is None:
        return None
    paths = (layout.table("staging", register.dataset, m) for m in delivered_months(layout, register, period))
    return next((path for path in paths if path.exists()), None)


def same_bytes(layout: Layout, contract: Contract, period: Period, sha256: str) -> Period | None:
    """Another month, earlier or later, whose delivery in use consists of the very same bytes."""
    for month in known_months(layout, contract):
        entry = ledger.read(layout, contract, month)
        if month != period and entry.status == "delivered" and entry.sha256 == sha256:
            return month
    return None
