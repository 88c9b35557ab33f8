"""The limits that hold for a dataset: what its contract says under `bands:`, else what is usual for its kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitoring.contract_parts import Kind
from monitoring.contracts import Contract


@dataclass(frozen=True)
class Limits:
    """As contract_parts.Bands, every value decided. Shares are of 1; fall 0.30 allows down to 70 % of the median."""

    months: int = 3
    rows_min: int = 50
    rows_change_min: int = 30
    fall: float = 0.30
    rise: float = 0.50
    rise_small: float = 10.0
    fill_drop: float = 0.20
    unit_factor: float = 50.0
    township_rows_min: int = 20
    match_drop: float = 0.05
    match_min: float = 0.01
    repeat_share: float = 0.999
    quarantined_held: float = 0.01
    quarantined_refused: float = 0.20
    quarantined_rows_min: int = 20


# What one month adds follows season and chance; a register or twelve months together hardly move.
DEFAULTS: dict[Kind, Limits] = {
    "snapshot": Limits(),
    "rolling": Limits(),
    "increment": Limits(fall=0.60, rise=1.50),
}


def limits_of(contract: Contract) -> Limits:
    """The limits of that dataset."""
    own = {name: value for name, value in contract.bands.model_dump().items() if value is not None}
    return replace(
        DEFAULTS[contract.delivery.kind],
        **{name: value for name, value in own.items() if name in Limits.__dataclass_fields__},
    )
