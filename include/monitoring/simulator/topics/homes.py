"""Houses, toilets, disasters and accidents; visits and clues of the cadres."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import HEAD, World, some, weighted_sample

GRADE_A, GRADE_B, GRADE_C, GRADE_D = range(4)
SEVERE, LIGHT = 1, 2


def start(world: World) -> None:
    """Old houses were appraised, most unsafe ones renovated; a year of events lies behind."""
    rng, month, people = world.rng("homes"), world.month, world.people
    world.tables["houses"] = make_table(
        person=("int64", 0), grade=("int8", 0), appraised=("int32", 0), renovated=("bool", False), begun=("int32", NONE),
        completed=("int32", NONE), accepted=("int32", NONE), paid=("int32", NONE), moved_in=("bool", False),
    )  # fmt: skip
    world.tables["disasters"] = make_table(
        person=("int64", 0), no=("int64", 0), kind=("int8", 0), day=("int32", 0), loss=("int64", 0), rooms=("int8", 0)
    )
    world.tables["accidents"] = make_table(
        person=("int64", 0), no=("int64", 0), kind=("int8", 0), day=("int32", 0), injury=("int8", 0), loss=("int64", 0)
    )
    world.tables["visits"] = make_table(
        listed=("int64", 0), day=("int32", 0), visitor=("int64", 0), by_phone=("bool", False), problem=("int8", -1)
    )
    world.tables["clues"] = make_table(
        no=("int64", 0), person=("int64", -1), listed=("int64", -1), channel=("int8", 0), day=("int32", 0),
        text=("int8", 0), status=("int8", 0),
    )  # fmt: skip
    heads = people["in_register"] & ~people["dead"] & (people["relation"] == HEAD)
    who = some(rng, heads, 0.3)
    world.tables["toilets"] = make_table(
        len(who), person=("int64", who), day=("int32", month.first_day - rng.integers(30, 600, len(who)))
    )
    listed = heads & (people["listed"] >= 0)
    who = np.sort(np.r_[some(rng, listed, 0.95), some(rng, heads & ~listed, 0.26)])
    grade = rng.choice(4, len(who), p=[0.55, 0.36, 0.06, 0.03])
    appraise(world, who, grade, month.first_day - rng.integers(120, 1500, len(who)))
    houses = world["houses"]
    renovate(world, some(rng, houses["grade"] >= GRADE_C, 0.85), houses["appraised"] + 60)
    now = world.month
    for back in range(11, -1, -1):
        world.month = now.shift(-back)
        _happen(world)
        _visit(world)
    world.month = now


def appraise(world: World, who: Array, grade: Array | int, day: Array | int) -> Array:
    """Appraisals of these heads' houses; returns their positions."""
    return world["houses"].append(len(who), person=who, grade=grade, appraised=day)


def renovate(world: World, rows: Array, begun: Array) -> None:
    """Renovated, accepted, paid and moved into."""
    houses, day = world["houses"], begun[rows]
    houses["renovated"][rows], houses["moved_in"][rows] = True, True
    houses["begun"][rows], houses["completed"][rows] = day, day + 30
    houses["accepted"][rows], houses["paid"][rows] = day + 45, day + 55


def advance(world: World) -> None:
    """New appraisals, renovations, events and visits; what is older than a year is no longer delivered."""
    rng, month, houses, people = world.rng("homes"), world.month, world["houses"], world.people
    heads = world.present & (people["relation"] == HEAD) & (people["household"] >= 0) & ~world.has(houses["person"])
    who = weighted_sample(rng, np.where(heads, 1.0, 0.0), world.scaled(0.0004, 2))
    appraise(world, who, rng.choice(4, len(who), p=[0.4, 0.35, 0.15, 0.1]), month.first_day + 12)
    unsafe = (houses["grade"] >= GRADE_C) & ~houses["renovated"] & (houses["appraised"] < month.last_day - 130)
    renovate(world, some(rng, unsafe, 0.12), np.full(len(houses), month.last_day - 60))
    clues = world["clues"]
    clues["status"][some(rng, clues["status"] == 0, 0.3)] = 2
    for name in ("disasters", "accidents", "visits", "clues"):
        world[name].keep(world[name]["day"] > month.year_ago)
    _happen(world)
    _visit(world)


def _happen(world: World) -> None:
    rng, month, people = world.rng("events"), world.month, world.people
    present = np.where(world.present & (world.ages >= 10), 1.0, 0.0)
    heads = np.where(people["relation"] == HEAD, present, 0.0)
    struck = weighted_sample(rng, heads, min(world.scaled(0.00012, 2), 3000))
    number = (month.index - 24_000) * 1_000_000
    world["disasters"].append(
        len(struck),
        person=struck,
        no=number + np.arange(len(struck)),
        kind=rng.integers(0, 5, len(struck)),
        day=rng.integers(month.first_day, month.last_day, len(struck)),
        loss=rng.integers(3, 120, len(struck)) * 10_000,
        rooms=np.where(rng.random(len(struck)) < 0.05, rng.integers(1, 3, len(struck)), 0),
    )
    hurt = weighted_sample(rng, present, world.scaled(0.00012, 2))
    world["accidents"].append(
        len(hurt),
        person=hurt,
        no=number + np.arange(len(hurt)),
        kind=rng.integers(0, 4, len(hurt)),
        day=rng.integers(month.first_day, month.last_day, len(hurt)),
        injury=rng.choice([SEVERE, LIGHT], len(hurt), p=[0.12, 0.88]),
        loss=rng.integers(1, 125, len(hurt)) * 10_000,
    )


def _visit(world: World) -> None:
    """Active households every month, nearly; others once a quarter or so. Clues come from everywhere."""
    rng, month, listed = world.rng("visits"), world.month, world.listed
    active = (listed["category"] >= 0) & ~listed["eliminated"]
    rows = np.flatnonzero(rng.random(len(listed)) < np.where(active, 0.9, 0.25))
    rows = rows[listed["identified"][rows] <= month.index]
    world["visits"].append(
        len(rows),
        listed=rows,
        day=rng.integers(month.first_day + 10, month.last_day + 1, len(rows)),
        visitor=rows % 97,
        by_phone=rng.random(len(rows)) < 0.15,
        problem=np.where(rng.random(len(rows)) < 0.1, rng.integers(0, 4, len(rows)), -1),
    )
    heads = np.where(world.present & (world.people["relation"] == HEAD), 1.0, 0.0)
    who = weighted_sample(rng, heads, world.scaled(0.00015, 2))
    world["clues"].append(
        len(who),
        no=(month.index - 24_000) * 1_000_000 + np.arange(len(who)),
        person=np.where(rng.random(len(who)) < 0.85, who, -1),
        listed=world.people["listed"][who],
        channel=rng.integers(0, 5, len(who)),
        day=rng.integers(month.first_day, month.last_day + 1, len(who)),
        text=rng.integers(0, 5, len(who)),
        status=rng.integers(0, 3, len(who)),
    )
