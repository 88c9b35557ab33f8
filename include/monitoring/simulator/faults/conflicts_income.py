"""Declared incomes beside recorded ones: mostly in agreement, a few contradicted, a few just not yet."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_income as recorded
from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.topics import incomes
from monitoring.simulator.world import World

RULE = "conflict.income"
# Wages that a survey may correct without a trace; what is far off was meant to be.
_ORDINARY = (30_000, 700_000)
_NATURAL = 37
"""One household in so many leaves its contradiction alone."""


def plant(planter: Planter) -> None:
    """Comes last: whoever earns has begun to by then."""
    world = planter.world
    world.tables.setdefault("underdeclared", make_table(listed=("int64", 0)))
    _agree(world)
    _plant_wages(planter)
    _plant_assessments(planter)


def _agree(world: World) -> None:
    """Households mostly declare what is recorded of them, and the other way round."""
    place = world.people["listed"]
    known = np.zeros(len(world.listed), dtype=bool)
    known[world["underdeclared"]["listed"]] = True
    known |= np.arange(len(world.listed)) % _NATURAL == 0
    spells, families = world["migrant"], world["low_income"]
    odd = recorded.earning_more(world) & ~known
    limit = recorded.most(incomes.declared(world)) * recorded.heads(world)
    home = place[spells["person"]]
    rows = np.flatnonzero((home >= 0) & odd[home] & (spells["wage"] >= _ORDINARY[0]) & (spells["wage"] <= _ORDINARY[1]))
    fair = spells["wage"][rows] * 0.8 * limit[home[rows]] / recorded.wages(world)[home[rows]]
    spells["wage"][rows] = np.maximum(_ORDINARY[0], fair.astype(np.int64) // 100 * 100)
    odd = recorded.assessed_otherwise(world) & ~known
    home = place[families["person"]]
    rows = np.flatnonzero((home >= 0) & odd[home])
    families["income"][rows] = incomes.declared(world)[home[rows]] // 1200 * 100 + home[rows] % 40 * 100


def _plant_wages(planter: Planter) -> None:
    """Migrants whose wages are just too high for what their household declares, or just not."""
    world, spells = planter.world, planter.world["migrant"]
    place, wages = world.people["listed"], recorded.wages(world)
    months = recorded.months_worked(world, spells["start"], spells["end"])
    home = place[spells["person"]]
    limit = recorded.most(incomes.declared(world)) * recorded.heads(world)
    room = limit[home] - wages[home] + spells["wage"] * months
    highest = np.where(months > 0, room // np.maximum(months, 1), 0)
    fit = (home >= 0) & recorded.comparable(world)[home] & (spells["end"] == NONE) & (months >= 4)
    fit &= (highest > _ORDINARY[0]) & (highest < 2_500_000) & (spells["wage"] <= _ORDINARY[1])
    once = np.bincount(spells["person"][fit], minlength=len(world.people)) == 1
    fit &= once[spells["person"]]
    may = planter.living & world.has(spells["person"][fit])
    for count, more in ((planter.lasting_count, 100), (planter.near_count, 0)):
        chosen = planter.people(may, count)
        rows = np.flatnonzero(fit & world.has(chosen)[spells["person"]])
        spells["wage"][rows] = highest[rows] + more
        if more:
            planter.plant_households(RULE, chosen)
            world["underdeclared"].append(len(chosen), listed=place[chosen])
        else:
            planter.spare_households(RULE, chosen, "登记的务工收入还没有超过规定幅度")


def _plant_assessments(planter: Planter) -> None:
    """Families that civil affairs assessed higher than they declare."""
    world = planter.world
    declared, place = incomes.declared(world), world.people["listed"]
    fit = planter.living & planter.registered & planter.without(world["low_income"]["person"])
    fit &= recorded.comparable(world)[np.maximum(place, 0)]
    for more in (1, 0):
        chosen = planter.people(fit, 1)
        _assess(world, chosen, recorded.most(declared)[place[chosen]] // 12 + more)
        if more:
            planter.plant_households(RULE, chosen)
            world["underdeclared"].append(len(chosen), listed=place[chosen])
        else:
            planter.spare_households(RULE, chosen, "民政核定的收入还没有超过规定幅度")


def _assess(world: World, who: Array, amount: Array) -> None:
    home = world.people["household"][who]
    world["low_income"].append(
        len(who), person=who, family=97_000_000 + home, category=home % 3, approved=world.month.index - 1, income=amount
    )
