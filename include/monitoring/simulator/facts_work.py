"""Who is there, who can work and who does, and who costs school fees: masks over all people, as the data show them."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, schooling, statements, work
from monitoring.simulator.world import NORMAL, World

LABOUR_AGES = (16, 59)
ORDINARY, SKILLED, WEAK, LOST, NO_ABILITY = range(5)


def visible(world: World) -> Array:
    """Not reported dead by anybody and, for people in the register, of normal status."""
    people = world.people
    alive = world.reported_deaths()[0] == NONE
    mask: Array = alive & (~people["in_register"] | (people["status"] == NORMAL))
    return mask


def labour_ability(world: World) -> Array:
    """What the national list says of everybody it holds."""
    ages, certificates = world.ages, world["certificates"]
    severe = world.has(certificates["person"][certificates["grade"] <= 2])
    place = np.arange(len(world.people))
    denied = statements.misstated(world, statements.NO_LABOUR)
    return np.select(
        [denied, severe, (ages < 16) | (ages >= 72), ages >= 60, place % 9 == 0],
        [NO_ABILITY, LOST, NO_ABILITY, WEAK, SKILLED],
        ORDINARY,
    )


def at_school(world: World) -> Array:
    """On the roll of a school this school year."""
    people = world.people
    mask: Array = np.isin(people["study"], schooling.AT_SCHOOL) & (people["study_year"] == world.month.start_year)
    return mask


def in_optional_school(world: World) -> Array:
    """At a school that is neither primary nor junior."""
    compulsory = np.isin(world.people["stage"], (schooling.PRIMARY, schooling.JUNIOR))
    mask: Array = visible(world) & at_school(world) & ~compulsory
    return mask


def able(world: World) -> Array:
    """On the national list and able to work: of labour age, no student, not severely disabled."""
    certificates, ages = world["certificates"], world.ages
    current = (certificates["until"] == NONE) | (certificates["until"] >= world.month.as_of)
    severe = (certificates["status"] == health.VALID) & current & (certificates["grade"] <= 2)
    mask: Array = visible(world) & (world.people["listed"] >= 0)
    mask &= (ages >= LABOUR_AGES[0]) & (ages <= LABOUR_AGES[1])
    mask &= ~at_school(world) & ~world.has(certificates["person"][severe]) & (labour_ability(world) <= WEAK)
    return mask


def working(world: World) -> Array:
    """At work by anybody's account: insured job, welfare post, or migrant work of a listed member."""
    now = world.month
    posts, job = world["posts"], world["job_insurance"]
    held = (posts["start"] <= now.as_of) & ((posts["end"] == NONE) | (posts["end"] >= now.as_of))
    paying = (job["status"] == work.PAYING) & (job["start"] <= now.index)
    paying &= (job["end"] == NONE) | (job["end"] >= now.index)
    away = np.intersect1d(facts.running(world, "migrant"), np.flatnonzero(world.people["listed"] >= 0))
    spells = world["migrant"]
    still = spells["person"][spells["end"] == NONE]
    mask: Array = world.has(posts["person"][held]) | world.has(job["person"][paying])
    mask |= world.has(np.intersect1d(away, still))
    return mask
