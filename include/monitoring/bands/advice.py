"""Limits that would have let every earlier month pass, with room to spare; for a person to read and decide."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median
from typing import Any

from monitoring.bands.limits import Limits
from monitoring.bands.profile import Profile
from monitoring.contracts import Contract

_ROOM = 1.5
_FEW_MONTHS = 6


def advice(contract: Contract, limits: Limits, past: Sequence[Profile]) -> dict[str, Any]:
    """Values for `bands:`. past: latest first. What the contract says about columns is repeated.

    With fewer than six months the usual limits are the better guess: then only wider ones are proposed.
    """
    kept = {name: value for name, value in contract.bands.model_dump().items() if value not in (None, False)}
    falls, rises = _swings(limits, past)
    drops = [
        previous - rate
        for rate, previous in zip(_rates(past), _rates(past)[1:], strict=False)
        if rate is not None and previous is not None
    ]
    proposed = {
        "fall": _rounded(max(falls, default=0.0), 0.95),
        "rise": _rounded(max(rises, default=0.0), None),
        "match_drop": _rounded(max(drops, default=0.0), 1.0),
    }
    usual = {"fall": limits.fall, "rise": limits.rise, "match_drop": limits.match_drop}
    is_young = len(past) < _FEW_MONTHS
    chosen = {n: max(value, usual[n]) if is_young else max(value, 0.05) for n, value in proposed.items()}
    return {**kept, **chosen}


def _swings(limits: Limits, past: Sequence[Profile]) -> tuple[list[float], list[float]]:
    """By how much each month lay below and above the median of the months before it."""
    falls, rises = [], []
    for place, profile in enumerate(past[:-1]):
        usual = median(earlier.rows for earlier in past[place + 1 : place + 1 + limits.months])
        if usual:
            falls.append(1 - profile.rows / usual)
            rises.append(profile.rows / usual - 1)
    return falls, rises


def _rates(past: Sequence[Profile]) -> list[float | None]:
    return [profile.match_rate for profile in past]


def _rounded(swing: float, most: float | None) -> float:
    """The swing with room, up to whole five hundredths."""
    value = ceil(max(swing, 0.0) * _ROOM * 20 - 1e-9) / 20
    return value if most is None else min(value, most)
