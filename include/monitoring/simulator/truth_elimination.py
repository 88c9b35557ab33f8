"""Which eliminated or long monitored households each elimination rule must find."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import incomes, listing
from monitoring.simulator.truth_risks import active, listed_units, of
from monitoring.simulator.world import World

MIN_MONTHS = 6
REVIEW_MONTHS = 24
# The income line by the month from which it holds.
LINES = ((2021 * 12, 600_000), (2023 * 12, 730_000))


def find(world: World, units: Array, risks: dict[str, Array]) -> dict[str, Array]:
    """Households by rule; risks: what the risk rules find."""
    listed = world.listed
    gone = (listed["category"] != listing.NOT_MONITORED) & listed["eliminated"]
    at_risk = np.unique(np.concatenate(list(risks.values())))
    unhelped = (listed["mode"] == listing.ASSISTED) & (listed["help"] == 0)
    return {
        "elimination.too_soon": listed_units(world, gone & _too_soon(world)),
        "elimination.risk_still_there": np.intersect1d(listed_units(world, gone), at_risk),
        "elimination.below_line": listed_units(world, gone & _below_line(world)),
        "elimination.no_labour": np.intersect1d(listed_units(world, gone), _without_labour(world, units)),
        "elimination.no_measures": listed_units(world, gone & unhelped),
        "elimination.review_due": np.setdiff1d(np.intersect1d(active(world), _for_review(world, units)), at_risk),
    }


def _too_soon(world: World) -> Array:
    first, last = world.listed["identified"], world.listed["eliminated_month"]
    mask: Array = (first != NONE) & (last != NONE) & (last - first < MIN_MONTHS)
    return mask


def _below_line(world: World) -> Array:
    month, after = world.listed["eliminated_month"], world.listed["income_after"]
    line = np.select([month >= since for since, _ in reversed(LINES)], [value for _, value in reversed(LINES)], 0)
    mask: Array = (month != NONE) & (after != NONE) & (after < line)
    return mask


def _without_labour(world: World, units: Array) -> Array:
    """Listed households whose visible members all lack labour ability."""
    there = facts_work.visible(world) & (world.people["listed"] >= 0)
    can = facts_work.labour_ability(world) <= facts_work.WEAK
    return np.setdiff1d(of(units, there), of(units, there & can))


def _for_review(world: World, units: Array) -> Array:
    """Listed households monitored long enough of which every risk rule can say whether it hits."""
    listed = world.listed
    long = (listed["identified"] != NONE) & (world.month.index - listed["identified"] >= REVIEW_MONTHS)
    known = listed_units(world, long & (incomes.declared(world) != NONE))
    appraised, assessed = (of(units, world.has(world[name]["person"])) for name in ("houses", "water"))
    return np.intersect1d(known, np.intersect1d(appraised, assessed))
