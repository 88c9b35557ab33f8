"""What each department delivers, in its own headers and forms. Nothing here knows the pipeline's contracts."""

from __future__ import annotations

from collections.abc import Callable

from monitoring.simulator.departments import (
    agriculture,
    civil_affairs,
    disabled_federation,
    education,
    emergency,
    finance,
    health,
    housing,
    human_resources,
    market_regulation,
    medical_insurance,
    monitored_members,
    natural_resources,
    public_security,
    rural_records,
    rural_revitalization,
    trade_union,
    villages,
    water,
)
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View

SHEETS: dict[str, Callable[[View], Sheet]] = {
    **public_security.SHEETS,
    **monitored_members.SHEETS,
    **rural_revitalization.SHEETS,
    **rural_records.SHEETS,
    **villages.SHEETS,
    **civil_affairs.SHEETS,
    **education.SHEETS,
    **human_resources.SHEETS,
    **housing.SHEETS,
    **water.SHEETS,
    **agriculture.SHEETS,
    **health.SHEETS,
    **emergency.SHEETS,
    **medical_insurance.SHEETS,
    **disabled_federation.SHEETS,
    **market_regulation.SHEETS,
    **natural_resources.SHEETS,
    **finance.SHEETS,
    **trade_union.SHEETS,
}
INCREMENTS = ("public_security.deaths", "civil_affairs.cremations", "health.death_certificates")
