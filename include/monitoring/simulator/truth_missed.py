"""Which households and people each rule about help that does not arrive must find."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_support as support
from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.facts_events import draws_dibao, low_income
from monitoring.simulator.table import Array
from monitoring.simulator.topics.homes import GRADE_C
from monitoring.simulator.topics.listing import FITTING
from monitoring.simulator.truth_risks import active, listed_units, of
from monitoring.simulator.world import World

REPAIR_GRACE_DAYS = 90
MEASURES_WITHIN_DAYS = 30


def people(world: World, units: Array) -> dict[str, Array]:
    """People by rule."""
    living, running = world.living(), support.active(world)
    everyone = support.monitored(world) | support.calm(world)
    poor = np.isin(units, np.union1d(active(world), of(units, low_income(world))))
    disabled = world.has(world["certificates"]["person"][support.certified(world)])
    in_dibao = np.isin(units, of(units, draws_dibao(world)))
    students = support.of_households(world, running | support.calm(world))
    listed = support.of_households(world, everyone)
    found = {
        "missed.dibao_severely_disabled": living & poor & support.gravely_disabled(world) & ~support.kept(world),
        "missed.disability_living": living & in_dibao & disabled & ~support.draws_living_subsidy(world),
        "missed.premium_subsidy": living & support.of_households(world, running) & support.pays_own_premium(world),
        "missed.student_aid": students & support.without_student_aid(world),
        "missed.rain_dew": listed & support.without_grant(world),
        "missed.chronic_card": listed & support.without_card(world),
        "missed.family_doctor": listed & support.without_doctor(world),
        "missed.elderly_allowance": living & support.without_elderly_allowance(world),
    }
    return {rule: np.flatnonzero(mask) for rule, mask in found.items()}


def households(world: World, units: Array, burdened: Array) -> dict[str, Array]:
    """Households by rule; burdened: those whose self-paid costs reach their limit."""
    running = support.active(world)
    return {
        "missed.dibao_no_labour": _helpless(world, units),
        "missed.renovation": of(units, _owners(world, unrenovated(world))),
        "missed.renovation_subsidy": of(units, _owners(world, unpaid(world))),
        "missed.moved_in": of(units, _owners(world, empty(world))),
        "missed.measure_for_cause": listed_units(world, running & _unanswered(world)),
        "missed.contact": listed_units(world, running & world.listed["no_contact"]),
        "missed.visit": listed_units(world, running & support.unvisited(world)),
        "missed.medical_relief": np.intersect1d(burdened, _unrelieved(world, units)),
    }


def _owners(world: World, houses: Array) -> Array:
    return world.has(world["houses"]["person"][houses])


def unrenovated(world: World) -> Array:
    """Mask over houses: unsafe for longer than a renovation may wait."""
    houses = world["houses"]
    late = world.month.as_of - houses["appraised"] > REPAIR_GRACE_DAYS
    mask: Array = (houses["grade"] >= GRADE_C) & ~houses["renovated"] & late
    return mask


def unpaid(world: World) -> Array:
    """Mask over houses: accepted, and the subsidy was not paid."""
    houses = world["houses"]
    accepted = (houses["accepted"] != NONE) & (houses["accepted"] <= world.month.as_of)
    mask: Array = (houses["grade"] >= GRADE_C) & houses["renovated"] & accepted & (houses["paid"] == NONE)
    return mask


def empty(world: World) -> Array:
    """Mask over houses: finished, and nobody moved in."""
    houses = world["houses"]
    done = (houses["completed"] != NONE) & (houses["completed"] <= world.month.as_of)
    mask: Array = (houses["grade"] >= GRADE_C) & houses["renovated"] & done & ~houses["moved_in"]
    return mask


def _helpless(world: World, units: Array) -> Array:
    """Active or registered households whose members on the list cannot work, and none of whom is kept."""
    there = facts_work.visible(world) & (world.people["listed"] >= 0)
    can = facts_work.labour_ability(world) <= facts_work.WEAK
    unable = np.setdiff1d(of(units, there), of(units, there & can))
    scope = listed_units(world, support.active(world) | support.calm(world))
    return np.setdiff1d(np.intersect1d(scope, unable), of(units, support.kept(world)))


def _unanswered(world: World) -> Array:
    """Mask over listed households: helped, and not against one of the causes, although help is due."""
    listed = world.listed
    given = listed["help"].astype(np.int64)
    gap = np.zeros(len(listed), dtype=bool)
    for cause, measures in FITTING.items():
        named = (listed["cause_1"] == cause) | (listed["cause_2"] == cause)
        gap |= named & (given & sum(1 << measure for measure in measures) == 0)
    due = support.last_day_identified(world, world.month.as_of - MEASURES_WITHIN_DAYS - 1)
    mask: Array = gap & due & (given > 0)
    return mask


def _unrelieved(world: World, units: Array) -> Array:
    """Poor households without medical relief in the last twelve months."""
    known = listed_units(world, support.monitored(world) | support.calm(world))
    poor = np.union1d(known, of(units, support.kept(world) | low_income(world)))
    settled = world["settlements"]
    counts = (settled["day"] > world.month.year_ago) & (settled["day"] <= world.month.as_of) & (settled["relief"] > 0)
    return np.setdiff1d(poor, of(units, world.has(settled["person"][counts])))
