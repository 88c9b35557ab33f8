"""Totals of every village: as its form states them, and as the departments' data add up to."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.facts_support import certified
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health
from monitoring.simulator.world import World

POPULATION = "population"
LEAST, SHARE = 10, 10
"""A total may differ by ten, or by a tenth of what is counted."""


def stated(world: World) -> dict[str, Array]:
    """What the form says of each village: who is there in truth, and what the slips of this month make of it."""
    certificates = world["certificates"]
    disabled = world.has(certificates["person"][certificates["status"] == health.VALID])
    totals = _totals(world, world.present, np.ones(len(world.people), dtype=bool), disabled)
    slips = world.tables.get("village_slips")
    if slips is not None:
        totals[POPULATION][slips["village"]] = slips["population"]
    return totals


def counted(world: World) -> dict[str, Array]:
    """What the register and the departments say of the living residents of each village."""
    living = world.living()
    holders = world.has(world["certificates"]["person"][certified(world)])
    return _totals(world, living, living, holders)


def allowed(numbers: Array) -> Array:
    """By how much a total may differ from these numbers."""
    most: Array = np.maximum(LEAST, numbers // SHARE)
    return most


def differing(world: World) -> Array:
    """Villages of whose totals at least one differs by more than is allowed."""
    said, known = stated(world), counted(world)
    masks = [np.abs(said[name] - known[name]) > allowed(known[name]) for name in said]
    return np.flatnonzero(np.any(masks, axis=0) & (known[POPULATION] > 0))


def per_village(world: World, mask: Array, households: bool = False) -> Array:
    """People of the mask, or register households with such people, in each village."""
    home = world.people["household"][mask & world.people["in_register"]]
    home = np.unique(home) if households else home
    return np.bincount(world.households["village"][home], minlength=len(world.villages))


def _totals(world: World, there: Array, drawing: Array, disabled: Array) -> dict[str, Array]:
    dibao = drawing & world.has(facts.running(world, "dibao"))
    support = drawing & world.has(facts.running(world, "destitute"))
    return {
        "household": per_village(world, there, households=True),
        POPULATION: per_village(world, there),
        "dibao_household": per_village(world, dibao, households=True),
        "dibao": per_village(world, dibao),
        "support": per_village(world, support),
        "disabled": per_village(world, disabled & drawing),
    }
