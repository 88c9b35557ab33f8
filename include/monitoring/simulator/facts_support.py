"""Who is entitled to help and who gets it, as the data show it: masks over all people or over the listed households."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.clock import NONE, age_at
from monitoring.simulator.facts_work import at_school, visible
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, listing, medical, payments, schooling
from monitoring.simulator.world import World

INTELLECTUAL, MENTAL = 5, 6
CARD_KINDS = (health.SERIOUS, health.LONG_TERM)
DOCTOR_KINDS = (health.SERIOUS, health.LONG_TERM, health.MENTAL)
AID_DUE_DAYS = 45
ELDERLY_AGE = 80
ELDERLY_MONTHS = 3


def monitored(world: World) -> Array:
    """Listed households with a category, whatever became of the risk."""
    mask: Array = world.listed["category"] != listing.NOT_MONITORED
    return mask


def active(world: World) -> Array:
    """Listed households that are monitored and whose risk is not marked as gone."""
    mask: Array = monitored(world) & ~world.listed["eliminated"]
    return mask


def calm(world: World) -> Array:
    """Listed households that are registered and not monitored."""
    mask: Array = world.listed["registered"] & ~monitored(world)
    return mask


def of_households(world: World, rows: Array) -> Array:
    """People on the list in households of the mask over listed households."""
    place = world.people["listed"]
    mask: Array = (place >= 0) & np.append(rows, False)[place]
    return mask


def certified(world: World) -> Array:
    """Mask over certificates: valid on the comparison day."""
    table = world["certificates"]
    current = (table["until"] == NONE) | (table["until"] >= world.month.as_of)
    mask: Array = (table["status"] == health.VALID) & current
    return mask


def gravely_disabled(world: World) -> Array:
    """Holder of a certificate that gives a claim to the allowance alone."""
    table = world["certificates"]
    minded = np.isin(table["category"], (INTELLECTUAL, MENTAL)) & (table["grade"] == 3)
    return world.has(table["person"][certified(world) & ((table["grade"] <= 2) | minded)])


def kept(world: World) -> Array:
    """Draws the allowance or the support of the destitute."""
    return world.has(facts.running(world, "dibao")) | world.has(facts.running(world, "destitute"))


def draws_living_subsidy(world: World) -> Array:
    """Draws the living subsidy or what excludes it."""
    subsidies, now = world["disability_subsidies"], world.month.index
    runs = (subsidies["kind"] == health.LIVING_SUBSIDY) & (subsidies["start"] <= now)
    runs &= (subsidies["end"] == NONE) | (subsidies["end"] >= now)
    mask = world.has(world["certificates"]["person"][subsidies["certificate"][runs]])
    mask |= world.has(facts.running(world, "destitute")) | world.has(facts.running(world, "children"))
    return mask


def pays_own_premium(world: World) -> Array:
    """Insured as a resident this year, without a subsidy."""
    people = world.people
    insured = (people["insured_as"] == medical.RESIDENT) & (people["insured_status"] == medical.INSURED)
    insured &= people["insured_year"] == world.month.period.year
    mask: Array = insured & people["premium_missed"] & ~people["premium_paid"]
    return mask


def aid_is_due(world: World) -> bool:
    """The school year is old enough for its aid to have been paid."""
    return world.month.as_of - world.month.cutoff >= AID_DUE_DAYS


def unaided(world: World, table: str, stages: tuple[int, ...]) -> Array:
    """At a school of these stages, and not paid from the table this school year; nobody while aid is not due."""
    paid = world[table]
    given = world.has(paid["person"][paid["year"] == world.month.start_year])
    mask: Array = visible(world) & at_school(world) & np.isin(world.people["stage"], stages) & ~given
    return mask & aid_is_due(world)


def without_student_aid(world: World) -> Array:
    """Owed aid beyond pre-school, by their stage."""
    return unaided(world, "student_aid", tuple(range(schooling.PRIMARY, schooling.UNIVERSITY + 1)))


def without_grant(world: World) -> Array:
    """Owed the grant for vocational students, by their stage."""
    return unaided(world, "rain_dew", (schooling.VOCATIONAL, schooling.COLLEGE))


def _ill(world: World, kinds: tuple[int, ...]) -> Array:
    found = np.array([kind for _, _, kind in health.DISEASES])[world["illnesses"]["disease"]]
    return np.isin(found, kinds)


def without_card(world: World) -> Array:
    """Ill for long, and no diagnosis came with a card."""
    illnesses, rows = world["illnesses"], _ill(world, CARD_KINDS)
    carded = world.has(illnesses["person"][rows & illnesses["card"]])
    return world.has(illnesses["person"][rows]) & ~carded & visible(world)


def without_doctor(world: World) -> Array:
    """Ill, and no contract with a doctor runs on the comparison day."""
    illnesses, rows = world["illnesses"], _ill(world, DOCTOR_KINDS)
    runs = illnesses["signed"] & ((illnesses["until"] == NONE) | (illnesses["until"] >= world.month.as_of))
    return world.has(illnesses["person"][rows]) & ~world.has(illnesses["person"][rows & runs]) & visible(world)


def without_elderly_allowance(world: World) -> Array:
    """Of the age for three months, and nothing was paid in them."""
    since = world.month.shift(-ELDERLY_MONTHS).as_of
    paid = world["payments"]
    fresh = (paid["item"] == payments.ELDERLY) & (paid["day"] > since) & (paid["day"] <= world.month.as_of)
    mask: Array = (age_at(world.people["birth_ymd"], since) >= ELDERLY_AGE) & ~world.has(paid["person"][fresh])
    return mask


def unvisited(world: World) -> Array:
    """Mask over listed households: a visit was due within the last month, and there was none."""
    since, visits = world.month.shift(-1).as_of, world["visits"]
    counts = (visits["day"] > since) & (visits["day"] <= world.month.as_of)
    visited = np.zeros(len(world.listed), dtype=bool)
    visited[visits["listed"][counts]] = True
    return last_day_identified(world, since) & ~visited


def last_day_identified(world: World, day: int) -> Array:
    """Mask over listed households: the month in which they were identified had ended by that day."""
    identified = world.listed["identified"]
    following = (np.where(identified == NONE, 0, identified) + 1 - 1970 * 12).astype("datetime64[M]")
    last = following.astype("datetime64[D]").astype(np.int64) - 1
    mask: Array = (identified != NONE) & (last <= day)
    return mask
