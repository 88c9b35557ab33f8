"""Which households each risk rule must find."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_events as events
from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import incomes, listing
from monitoring.simulator.world import World

INCOME_LINE = 730_000
INCOME_DROP_PERCENT = 30
SCHOOL_COST_LINE = INCOME_LINE * 3 // 2
SCHOOL_COST_STUDENTS = 2


def of(units: Array, mask: Array) -> Array:
    """Households of the people of the mask, each once."""
    found = np.unique(units[mask])
    return found[found >= 0]


def find(world: World, units: Array) -> dict[str, Array]:
    """Households by rule: illness, events, work, records and income."""
    inhabited = of(units, facts_work.visible(world))
    providing = of(units, facts_work.working(world) & facts_work.visible(world))
    supported = of(units, events.draws_dibao(world))
    found = {
        "risk.major_illness": of(units, events.newly_ill(world)),
        "risk.new_severe_disability": of(units, events.newly_disabled(world)),
        "risk.unsafe_water": of(units, events.drinks_unsafely(world)),
        "risk.disaster": np.intersect1d(of(units, events.struck(world)), inhabited),
        "risk.accident": np.intersect1d(of(units, events.hurt(world)), inhabited),
        "risk.earner_death": np.intersect1d(of(units, events.lost_earner(world)), inhabited),
        "risk.job_loss": np.setdiff1d(of(units, events.lost_job(world)), providing),
        "risk.nobody_works": np.setdiff1d(of(units, facts_work.able(world)), providing),
        "risk.loan_overdue": np.intersect1d(of(units, events.overdue(world)), inhabited),
        "risk.clue": np.intersect1d(events.units_with_clues(world, units), inhabited),
        "risk.dibao_ended": np.setdiff1d(of(units, events.lost_dibao(world)), supported),
        "risk.low_income_family": np.setdiff1d(of(units, events.low_income(world)), active(world)),
    }
    return found | _incomes(world, units)


def listed_units(world: World, mask: Array) -> Array:
    """Those of the listed households in the mask of which somebody is on the list."""
    place = world.people["listed"]
    on_list = np.zeros(len(world.listed), dtype=bool)
    on_list[place[place >= 0]] = True
    rows: Array = np.flatnonzero(mask & on_list) + len(world.households)
    return rows


def active(world: World) -> Array:
    """Monitored households whose risk is not marked as gone."""
    listed = world.listed
    return listed_units(world, (listed["category"] != listing.NOT_MONITORED) & ~listed["eliminated"])


def _incomes(world: World, units: Array) -> dict[str, Array]:
    listed, income = world.listed, incomes.declared(world)
    known = income != NONE
    monitored = listed["category"] != listing.NOT_MONITORED
    scope = listed["registered"] | monitored
    students = units[facts_work.in_optional_school(world)]
    counts = np.bincount(students[students >= 0], minlength=world.unit_count())[len(world.households) :]
    before = incomes.highest_before(world, 3, 12)
    fell = (before != NONE) & ((before - income) * 100 >= INCOME_DROP_PERCENT * before)
    moving = scope & (~monitored | listed["eliminated"])
    costly = (counts >= SCHOOL_COST_STUDENTS) & (income < SCHOOL_COST_LINE)
    return {
        "risk.income_below_line": listed_units(world, scope & known & (income < INCOME_LINE)),
        "risk.income_drop": listed_units(world, moving & known & fell),
        "risk.school_cost": listed_units(world, scope & known & costly),
    }
