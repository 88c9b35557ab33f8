"""What the rules must find, worked out from the county's own state and knowing what was delivered of it.

Deliberately a second implementation of the rules' definitions, over arrays; it shares nothing with the pipeline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitoring.simulator import (
    facts,
    facts_villages,
    truth_conflicts,
    truth_elimination,
    truth_missed,
    truth_risks,
    truth_wrong,
)
from monitoring.simulator.clock import NONE
from monitoring.simulator.silence import silenced
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing
from monitoring.simulator.world import NORMAL, World

RISKS = ("risk.medical_self_paid", "risk.dropout", "risk.uninsured", "risk.unsafe_housing")
SELF_PAID_REGISTERED = 500_000
PENSION_AGE = 60
MEASURES_WITHIN_DAYS = 30


@dataclass(frozen=True)
class Hits:
    """Households (positions among World.units) per household rule, people per person rule, villages per village rule."""

    households: dict[str, Array]
    people: dict[str, Array]
    villages: dict[str, Array]

    def units(self, world: World) -> Array:
        """Mask over households: a rule of either kind hits the household or one of its people."""
        mask = np.zeros(world.unit_count(), dtype=bool)
        for found in self.households.values():
            mask[found] = True
        for found in self.people.values():
            units = world.units[found]
            mask[units[units >= 0]] = True
        return mask

    def texts(self, world: World) -> set[tuple[str, str]]:
        """(rule, subject) as the findings name it."""
        found = {(rule, text) for rule, units in self.households.items() for text in world.unit_texts(units)}
        found |= {(rule, world.villages[place].code) for rule, places in self.villages.items() for place in places}
        return found | {(rule, text) for rule, people in self.people.items() for text in world.person_texts(people)}


def self_paid_ordinary(world: World) -> int:
    """Hundredths of a yuan a household without registration may pay itself in twelve months."""
    return 1_000_000 if world.month.period.number >= 202206 else 2_000_000


def find_hits(world: World) -> Hits:
    """All rules about households and people."""
    units = world.units
    living = world.living()
    risks = {
        RISKS[0]: burdened(world, units),
        RISKS[1]: _of(units, living & facts.dropout(world)),
        RISKS[2]: _of(units, living & ~facts.insured(world)),
        RISKS[3]: _of(units, facts.lives_unsafely(world)),
    }
    risks |= truth_risks.find(world, units)
    silent = silenced(world.absent)
    risks |= {rule: found[:0] for rule, found in risks.items() if rule in silent}
    households = {**risks, **truth_elimination.find(world, units, risks)}
    households["missed.measures"] = _without_measures(world, units)
    households |= truth_wrong.households(world, units)
    households |= truth_missed.households(world, units, risks[RISKS[0]])
    dibao = world.has(facts.running(world, "dibao"))
    households["wrong.dibao_car"] = _both(units, dibao, facts.has_car(world))
    households["wrong.dibao_public_salary"] = _both(units, dibao, world.has(world["payroll"]["person"]))
    people = {
        "missed.disability_care": np.flatnonzero(living & facts.without_care(world)),
        "missed.resident_pension": np.flatnonzero(living & (world.ages >= PENSION_AGE) & ~facts.has_pension(world)),
        "wrong.paid_after_death": np.flatnonzero(facts.paid_after_death(world)),
        "conflict.alive_or_dead": _alive_or_dead(world),
        "conflict.name": _misnamed(world),
    }
    households |= truth_conflicts.households(world)
    people |= truth_conflicts.people(world)
    people |= truth_missed.people(world, units) | truth_wrong.people(world)
    households |= {rule: found[:0] for rule, found in households.items() if rule in silent}
    return Hits(households, people, {"conflict.village_totals": facts_villages.differing(world)})


def _of(units: Array, mask: Array) -> Array:
    found = np.unique(units[mask])
    return found[found >= 0]


def _both(units: Array, first: Array, second: Array) -> Array:
    return np.intersect1d(_of(units, first), _of(units, second))


def self_paid_by_unit(world: World, units: Array) -> Array:
    """Hundredths of a yuan settled in the twelve months to the comparison day, per household."""
    settled = world["settlements"]
    counts = (settled["day"] > world.month.year_ago) & (settled["day"] <= world.month.as_of)
    unit = units[settled["person"][counts]]
    amount = settled["self_paid"][counts]
    total = np.bincount(unit[unit >= 0], weights=amount[unit >= 0], minlength=world.unit_count())
    return np.rint(total).astype(np.int64)


def self_paid_limits(world: World) -> Array:
    """The amount at which each household counts as burdened."""
    limits = np.full(world.unit_count(), self_paid_ordinary(world))
    limits[len(world.households) :][world.listed["registered"]] = SELF_PAID_REGISTERED
    return limits


def burdened(world: World, units: Array) -> Array:
    """Households whose self-paid costs reach their limit."""
    return np.flatnonzero(self_paid_by_unit(world, units) >= self_paid_limits(world))


def _on_list(world: World, units: Array) -> Array:
    """Mask over listed households: somebody is still listed under the number."""
    mask = np.zeros(world.unit_count(), dtype=bool)
    mask[units[units >= 0]] = True
    return mask[len(world.households) :]


def _without_measures(world: World, units: Array) -> Array:
    listed = world.listed
    active = (listed["category"] != listing.NOT_MONITORED) & ~listed["eliminated"] & _on_list(world, units)
    known = listed["identified"] != NONE
    following = (np.where(known, listed["identified"], 0) + 1 - 1970 * 12).astype("datetime64[M]")
    last_day = following.astype("datetime64[D]").astype(np.int64) - 1
    overdue = world.month.as_of > last_day + MEASURES_WITHIN_DAYS
    return np.flatnonzero(active & known & overdue & (listed["help"] == 0)) + len(world.households)


def _alive_or_dead(world: World) -> Array:
    registered = world.people["in_register"] & (world.people["status"] == NORMAL)
    return np.flatnonzero(registered & (world.reported_deaths()[0] != NONE))


def _misnamed(world: World) -> Array:
    named = np.array(sorted(world.misnamed_now | world.misnamed_for_good), dtype=np.int64)
    return named[world.people["in_register"][named]]
