"""What the national list states of its members and households, right or wrong: masks over people or listed households."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.facts_events import drinks_unsafely
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, medical, statements, work
from monitoring.simulator.world import World


def insured(world: World) -> tuple[Array, Array]:
    """As resident, and as employee."""
    people, job = world.people, world["job_insurance"]
    resident = (people["insured_as"] == medical.RESIDENT) & (people["insured_status"] == medical.INSURED)
    employed = world.has(job["person"][(job["kind"] == work.MEDICAL) & (job["status"] != work.SUSPENDED)])
    wrong = statements.misstated(world, statements.MEDICAL)
    stated = resident | employed
    return np.where(wrong, ~stated, resident), employed & ~wrong


def draws_dibao(world: World) -> Array:
    """Draws the minimum living allowance."""
    mask: Array = world.has(facts.running(world, "dibao")) ^ statements.misstated(world, statements.DIBAO)
    return mask


def draws_support(world: World) -> Array:
    """Is supported as destitute."""
    mask: Array = world.has(facts.running(world, "destitute")) ^ statements.misstated(world, statements.DESTITUTE)
    return mask


def disabled(world: World) -> Array:
    """Is disabled."""
    certificates = world["certificates"]
    held = world.has(certificates["person"][certificates["status"] == health.VALID])
    mask: Array = held ^ statements.misstated(world, statements.DISABLED)
    return mask


def unsafe_housing(world: World) -> Array:
    """Listed households said to live in an unsafe house."""
    mask: Array = _homes(world, facts.lives_unsafely(world)) ^ statements.misstated_homes(world, statements.HOUSING)
    return mask


def safe_water(world: World) -> Array:
    """Listed households said to have safe water."""
    mask: Array = ~_homes(world, drinks_unsafely(world)) ^ statements.misstated_homes(world, statements.WATER)
    return mask


def _homes(world: World, mask: Array) -> Array:
    """Listed households with a member in the mask."""
    place, homes = world.people["listed"][mask], np.zeros(len(world.listed), dtype=bool)
    homes[place[place >= 0]] = True
    return homes
