"""Illness, disability, disasters, deaths and records about a household: masks over all people or households."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.clock import NONE, ymd
from monitoring.simulator.facts_work import LABOUR_AGES, visible
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, homes, water
from monitoring.simulator.world import World

INCIDENT_LOSS = 1_000_000
DIBAO_ENDED_MONTHS = 3
UNEMPLOYED_MONTHS = 6
DEATH = 0


def recent(world: World, days: Array) -> Array:
    """Within the twelve months to the comparison day."""
    mask: Array = (days > world.month.year_ago) & (days <= world.month.as_of)
    return mask


def newly_ill(world: World) -> Array:
    """A major illness or severe mental disorder was diagnosed recently."""
    illnesses = world["illnesses"]
    kinds = np.array([kind for _, _, kind in health.DISEASES])[illnesses["disease"]]
    fresh = (kinds != health.LONG_TERM) & recent(world, illnesses["day"])
    return world.has(illnesses["person"][fresh]) & visible(world)


def newly_disabled(world: World) -> Array:
    """A certificate of grade one or two, still valid, was issued recently."""
    certificates = world["certificates"]
    current = (certificates["until"] == NONE) | (certificates["until"] >= world.month.as_of)
    fresh = current & (certificates["status"] == health.VALID) & recent(world, certificates["issued"])
    return world.has(certificates["person"][fresh & (certificates["grade"] <= 2)]) & visible(world)


def drinks_unsafely(world: World) -> Array:
    """The assessment in their name fails an indicator."""
    return world.has(world["water"]["person"][water.failing(world)])


def grave_disasters(world: World) -> Array:
    """Mask over disasters: recent, and the damage was serious."""
    disasters = world["disasters"]
    mask: Array = (disasters["loss"] >= INCIDENT_LOSS) | (disasters["rooms"] > 0)
    return mask & recent(world, disasters["day"])


def struck(world: World) -> Array:
    """A recent disaster did serious damage."""
    return world.has(world["disasters"]["person"][grave_disasters(world)])


def hurt(world: World) -> Array:
    """A recent accident killed, hurt severely or cost much."""
    accidents = world["accidents"]
    serious = (accidents["loss"] >= INCIDENT_LOSS) | np.isin(accidents["injury"], (DEATH, homes.SEVERE))
    return world.has(accidents["person"][serious & recent(world, accidents["day"])])


def lost_earner(world: World) -> Array:
    """Reported to have died recently, at labour age."""
    died, _ = world.reported_deaths()
    known = died != NONE
    age = (ymd(np.where(known, died, 0)) - world.people["birth_ymd"].astype(np.int64)) // 10_000
    mask: Array = known & recent(world, died) & (age >= LABOUR_AGES[0]) & (age <= LABOUR_AGES[1])
    return mask


def lost_job(world: World) -> Array:
    """Registered as unemployed recently."""
    unemployed, now = world["unemployed"], world.month
    fresh = (unemployed["day"] > now.shift(-UNEMPLOYED_MONTHS).as_of) & (unemployed["day"] <= now.as_of)
    return world.has(unemployed["person"][fresh]) & visible(world)


def overdue(world: World) -> Array:
    """Borrower of an overdue loan."""
    loans = world["loans"]
    return world.has(loans["person"][loans["overdue"]])


def lost_dibao(world: World) -> Array:
    """The allowance ended within three months and did not phase out."""
    dibao, now = world["dibao"], world.month.index
    ended = (dibao["end"] != NONE) & (dibao["end"] < now) & (now - dibao["end"] <= DIBAO_ENDED_MONTHS)
    return world.has(dibao["person"][ended & ~dibao["phasing_out"]]) & visible(world)


def draws_dibao(world: World) -> Array:
    """Draws the allowance this month."""
    return world.has(facts.running(world, "dibao"))


def low_income(world: World) -> Array:
    """Member of a family on the low-income list."""
    return world.has(world["low_income"]["person"]) & visible(world)


def units_with_clues(world: World, units: Array) -> Array:
    """Households, each once, of recent clues that are open or confirmed."""
    clues = world["clues"]
    open_ = (clues["status"] < 2) & recent(world, clues["day"])
    person, listed = clues["person"][open_], clues["listed"][open_]
    known = np.where(person >= 0, units[np.maximum(person, 0)], -1)
    by_number = np.where(listed >= 0, len(world.households) + listed, -1)
    found = np.unique(np.where(known >= 0, known, by_number))
    return found[found >= 0]
