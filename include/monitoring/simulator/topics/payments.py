"""Payments that arrive on the one-card account, awards for production, relief for workers in need."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array, make_table
from monitoring.simulator.topics.work import EMPLOYEE, FARM, RETIRED_EMPLOYEE
from monitoring.simulator.world import HEAD, World, some, weighted_sample

FARMLAND, FOREST_RETURN, FOREST, MACHINERY, FAMILY_PLANNING, ELDERLY = range(6)
_PAID_IN = {FARMLAND: 5, FOREST_RETURN: 10, FOREST: 12, MACHINERY: 7, FAMILY_PLANNING: 9}
_RATE = {FARMLAND: 0.55, FOREST_RETURN: 0.06, FOREST: 0.12, MACHINERY: 0.01, FAMILY_PLANNING: 0.03}


def start(world: World) -> None:
    """A year of payments."""
    world.tables["payments"] = make_table(person=("int64", 0), item=("int8", 0), day=("int32", 0), amount=("int64", 0))
    world.tables["awards"] = make_table(
        person=("int64", 0), trade=("int8", 0), size=("int16", 0), amount=("int64", 0), day=("int32", 0)
    )
    world.tables["worker_relief"] = make_table(
        person=("int64", 0), category=("int8", 0), amount=("int64", 0), day=("int32", 0)
    )
    now = world.month
    for back in range(11, -1, -1):
        world.month = now.shift(-back)
        _pay(world)
    world.month = now


def advance(world: World) -> None:
    """A month of payments; what is older than a year is no longer delivered."""
    for name in ("payments", "awards", "worker_relief"):
        world[name].keep(world[name]["day"] > world.month.year_ago)
    _pay(world)


def _pay(world: World) -> None:
    rng, month, people = world.rng("payments"), world.month, world.people
    heads = people["in_register"] & (people["relation"] == HEAD) & (people["status"] == 0)
    alive = ~people["dead"]
    stable = np.random.default_rng(np.random.SeedSequence([world.seed, 5])).random(len(world.households))
    home = np.maximum(people["household"], 0)
    for item, paid_in in _PAID_IN.items():
        if paid_in == month.period.month:
            entitled = heads & ((stable[home] * (item + 3)) % 1 < _RATE[item])
            overlooked = (
                entitled & ~alive & (world.death_months() >= month.index - 4) & (rng.random(len(people)) < 0.15)
            )
            pay(world, np.flatnonzero((entitled & alive) | overlooked), item, month.last_day - 2 - item)
    old = people["in_register"] & (people["status"] == 0) & (world.ages >= 80)
    overlooked = old & ~alive & (world.death_months() >= month.index - 2) & (rng.random(len(people)) < 0.1)
    if month.period.month % 3 == 2:
        pay(
            world,
            np.flatnonzero((old & alive & (people["number"] % 40 < 39)) | overlooked),
            ELDERLY,
            month.last_day - 1,
        )
    _award(world, rng)
    _relieve(world, rng)


def pay(world: World, who: Array, item: int, day: int) -> None:
    """One payment of this kind to each account."""
    amount = (world.people["number"][who] // 7 % 900 + 100) * 100
    world["payments"].append(len(who), person=who, item=item, day=day, amount=amount)


def _award(world: World, rng: np.random.Generator) -> None:
    people, awards = world.people, world["awards"]
    heads = world.present & (people["relation"] == HEAD) & (people["job"] == FARM) & ~world.has(awards["person"])
    who = weighted_sample(
        rng, np.where(heads, np.where(people["listed"] >= 0, 20.0, 1.0), 0.0), world.scaled(0.0006, 2)
    )
    awards.append(
        len(who), person=who, trade=rng.integers(0, 5, len(who)), size=rng.integers(1, 40, len(who)),
        amount=rng.integers(3, 50, len(who)) * 10_000, day=rng.integers(world.month.first_day, world.month.last_day),
    )  # fmt: skip


def _relieve(world: World, rng: np.random.Generator) -> None:
    people, relief = world.people, world["worker_relief"]
    may = world.present & np.isin(people["job"], (EMPLOYEE, RETIRED_EMPLOYEE)) & ~world.has(relief["person"])
    who = some(rng, may, 0.001, 1)
    relief.append(
        len(who), person=who, category=rng.integers(0, 3, len(who)), amount=rng.integers(5, 30, len(who)) * 10_000,
        day=rng.integers(world.month.first_day, world.month.last_day),
    )  # fmt: skip
