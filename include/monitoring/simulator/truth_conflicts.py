"""Where two departments contradict each other: which people and households each conflict rule must find."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts, facts_events, facts_income, facts_list, facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, homes, schooling, statements
from monitoring.simulator.truth_shared import accounts_shared, phone_shared, same_sex_spouses
from monitoring.simulator.world import World

BENEFIT_TABLES = ("dibao", "destitute", "children", "payments", "relief", "rain_dew", "awards", "worker_relief",
                  "student_aid", "low_income")  # fmt: skip
WAGE_LEAST, WAGE_MOST = 10_000, 3_000_000


def people(world: World) -> dict[str, Array]:
    """People by rule."""
    on_list = world.people["listed"] >= 0
    resident, employed = facts_list.insured(world)
    dibao, support = (world.has(facts.running(world, name)) for name in ("dibao", "destitute"))
    masks = {
        "conflict.account_shared": accounts_shared(world),
        "conflict.dibao": on_list & (facts_list.draws_dibao(world) != dibao),
        "conflict.disability": _disability(world, on_list),
        "conflict.labour_ability": on_list & (facts_work.labour_ability(world) >= facts_work.LOST) & facts_work.working(world),
        "conflict.medical_insurance": on_list & ((resident | employed) != facts.insured(world)),
        "conflict.phone_shared": phone_shared(world),
        "conflict.school_stage": on_list & facts_work.at_school(world) & statements.misstated(world, statements.STAGE),
        "conflict.sex_or_birth": world.people["in_register"] & world.has(world["misregistered"]["person"]),
        "conflict.special_support": on_list & (facts_list.draws_support(world) != support),
        "conflict.spouse_sex": same_sex_spouses(world),
        "conflict.student_and_worker": _studies(world) & facts_work.working(world),
        "conflict.two_listed_households": world.has(statements.listed_twice(world)[0]),
        "conflict.unknown_person": ~world.people["in_register"] & (on_list | supported(world)),
        "conflict.wage_implausible": _paid_oddly(world, on_list),
    }  # fmt: skip
    return {rule: np.flatnonzero(mask) for rule, mask in masks.items()}


def households(world: World) -> dict[str, Array]:
    """Households (positions among World.units) by rule."""
    first = len(world.households)
    inhabited = _homes(world, world.people["listed"] >= 0)
    found = {"housing": _housing(world), "water": _water(world), "household_members": _members(world)}
    found["income"] = facts_income.earning_more(world) | facts_income.assessed_otherwise(world)
    return {f"conflict.{name}": np.flatnonzero(mask & inhabited) + first for name, mask in found.items()}


def supported(world: World) -> Array:
    """On record with any benefit or as a low-income family."""
    certificates = world["certificates"]["person"][world["disability_subsidies"]["certificate"]]
    known = [world[name]["person"] for name in BENEFIT_TABLES]
    return world.has(np.concatenate([certificates, *known]))


def _disability(world: World, on_list: Array) -> Array:
    certificates = world["certificates"]
    current = (certificates["until"] == NONE) | (certificates["until"] >= world.month.as_of)
    valid = current & (certificates["status"] == health.VALID)
    holds = world.has(certificates["person"][valid])
    misprinted = world.has(certificates["person"][valid & certificates["misprint"]])
    mask: Array = misprinted | (on_list & (facts_list.disabled(world) != holds))
    return mask


def _studies(world: World) -> Array:
    people = world.people
    mask: Array = (people["study"] == schooling.STUDYING) & (people["study_year"] == world.month.start_year)
    return mask & (people["stage"] >= schooling.PRESCHOOL) & (people["stage"] <= schooling.SENIOR)


def _paid_oddly(world: World, on_list: Array) -> Array:
    spells = world["migrant"]
    away = (spells["end"] == NONE) & (spells["start"] <= world.month.index)
    odd = (spells["wage"] < WAGE_LEAST) | (spells["wage"] > WAGE_MOST)
    mask: Array = world.has(spells["person"][away & odd]) & on_list
    return mask


def _homes(world: World, mask: Array) -> Array:
    place, found = world.people["listed"][mask], np.zeros(len(world.listed), dtype=bool)
    found[place[place >= 0]] = True
    return found


def _housing(world: World) -> Array:
    houses = world["houses"]
    known = _homes(world, world.has(houses["person"]))
    condemned = _homes(world, world.has(houses["person"][houses["grade"] >= homes.GRADE_C]))
    unsafe, stated = _homes(world, facts.lives_unsafely(world)), facts_list.unsafe_housing(world)
    mask: Array = known & np.where(stated, ~condemned, unsafe)
    return mask


def _water(world: World) -> Array:
    known = _homes(world, world.has(world["water"]["person"]))
    failing, stated = _homes(world, facts_events.drinks_unsafely(world)), facts_list.safe_water(world)
    mask: Array = known & np.where(stated, failing, ~failing & (world.listed["category"] < 0))
    return mask


def _members(world: World) -> Array:
    """Living members belong to several register households, or somebody of these is not on the list beside them."""
    people, living = world.people, world.living()
    size = np.bincount(people["household"][living], minlength=len(world.households))
    both = living & (people["listed"] >= 0)
    pairs, together = np.unique(
        np.stack([people["listed"][both], people["household"][both]]), axis=1, return_counts=True
    )
    apart = np.bincount(pairs[0], minlength=len(world.listed)) > 1
    apart[pairs[0][together < size[pairs[1]]]] = True
    return apart
