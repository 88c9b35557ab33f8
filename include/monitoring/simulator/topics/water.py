"""Drinking water of farm households by the four official indicators."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import HEAD, World, some

INDICATORS = ("quantity", "quality", "convenience", "reliability")


def start(world: World) -> None:
    """Listed households were assessed, and a fifth of the others; a few supplies fail one indicator."""
    rng, people = world.rng("water"), world.people
    world.tables["water"] = make_table(
        person=("int64", 0), day=("int32", 0), scattered=("bool", False), quantity=("bool", True),
        quality=("bool", True), convenience=("bool", True), reliability=("bool", True),
    )  # fmt: skip
    heads = people["in_register"] & ~people["dead"] & (people["relation"] == HEAD)
    listed = heads & (people["listed"] >= 0)
    who = np.sort(np.r_[some(rng, listed, 0.95), some(rng, heads & ~listed, 0.2)])
    rows = assess(world, who, world.month.first_day - rng.integers(30, 600, len(who)))
    for name in INDICATORS:
        world["water"][name][some(rng, rows >= 0, 0.0015)] = False


def assess(world: World, who: Array, day: Array | int) -> Array:
    """Assessments of these heads' water that find nothing wrong; returns their positions."""
    return world["water"].append(len(who), person=who, day=day, scattered=who % 5 == 4)


def advance(world: World) -> None:
    """A quarter of the failing supplies are put right; now and then one fails."""
    rng, water = world.rng("water"), world["water"]
    mended = some(rng, failing(world), 0.25)
    for name in INDICATORS:
        water[name][mended] = True
    for name in INDICATORS:
        broken = some(rng, np.ones(len(water), dtype=bool), 0.0002)
        water[name][broken], water["day"][broken] = False, world.month.last_day - 5


def failing(world: World) -> Array:
    """Mask over assessments with an indicator that is not met."""
    water = world["water"]
    mask: Array = ~np.logical_and.reduce([water[name] for name in INDICATORS])
    return mask
