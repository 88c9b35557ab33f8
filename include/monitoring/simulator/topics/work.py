"""Jobs, the insurance that comes with them, public salaries, firms, migrant work, welfare posts and unemployment."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import World, some, weighted_sample

FARM, EMPLOYEE, PUBLIC, MIGRANT, SELF_EMPLOYED, RETIRED_EMPLOYEE, RETIRED_PUBLIC = range(7)
PENSION, MEDICAL, UNEMPLOYMENT, INJURY = range(4)
PAYING, SUSPENDED, DRAWING = range(3)
SERVING, RETIRED, LONG_TERM = range(3)


def start(world: World) -> None:
    """Who works as what, and what the social insurance fund and the treasury know of it."""
    rng, people = world.rng("work"), world.people
    count, ages, luck = len(people), world.ages, rng.random(len(people))
    working, old = (ages >= 18) & (ages < 60), ages >= 60
    job = np.zeros(count, dtype=np.int8)
    for code, low, high in ((PUBLIC, 0.0, 0.012), (EMPLOYEE, 0.012, 0.10), (MIGRANT, 0.10, 0.34)):
        job[working & (luck >= low) & (luck < high)] = code
    job[working & (luck >= 0.34) & (luck < 0.38)] = SELF_EMPLOYED
    job[old & (luck < 0.05)] = RETIRED_EMPLOYEE
    job[old & (luck >= 0.05) & (luck < 0.06)] = RETIRED_PUBLIC
    job[~people["in_register"] | people["dead"]] = FARM
    _at_least(rng, job, working & (job == FARM), PUBLIC, 6)
    _at_least(rng, job, working & (job == FARM), EMPLOYEE, 12)
    people.add("job", job, FARM)
    people.add("employer", rng.integers(0, max(8, count // 900), count).astype(np.int32), 0)
    world.tables["job_insurance"] = make_table(
        person=("int64", 0), employer=("int32", 0), kind=("int8", 0), base=("int64", 0), status=("int8", 0),
        start=("int32", 0), end=("int32", NONE), pension=("int64", NONE),
    )  # fmt: skip
    world.tables["payroll"] = make_table(person=("int64", 0), category=("int8", 0), wage=("int64", 0))
    world.tables["posts"] = make_table(
        person=("int64", 0), type=("int8", 0), start=("int32", 0), end=("int32", NONE), wage=("int64", 0)
    )
    world.tables["unemployed"] = make_table(
        person=("int64", 0), day=("int32", 0), reason=("int8", 0), draws=("bool", 0)
    )
    world.tables["migrant"] = make_table(
        person=("int64", 0), start=("int32", 0), end=("int32", NONE), wage=("int64", 0), place=("int8", 0)
    )
    began = world.month.index - rng.integers(3, 160, count)
    employed = np.flatnonzero(np.isin(job, (EMPLOYEE, PUBLIC)))
    insure(world, employed, began[employed])
    retire(world, np.flatnonzero(job == RETIRED_EMPLOYEE))
    pay_from_treasury(world, np.flatnonzero(job == PUBLIC), SERVING)
    pay_from_treasury(world, np.flatnonzero(job == RETIRED_PUBLIC), RETIRED)
    pay_from_treasury(world, some(rng, working & (job == FARM), 0.0008, 2), LONG_TERM)
    _lose_jobs(world, 0.015)
    _fill_posts(world, world.scaled(0.004, 6))


def _at_least(rng: np.random.Generator, job: Array, candidates: Array, code: int, least: int) -> None:
    missing = least - int(np.count_nonzero(job == code))
    if missing > 0:
        job[rng.permutation(np.flatnonzero(candidates))[:missing]] = code


def insure(world: World, who: Array, start_month: Array | int) -> None:
    """All four employees' insurances from that month on."""
    rng = world.rng("insure", str(len(world["job_insurance"])))
    base = rng.integers(3000, 9000, len(who)) * 100
    employer = world.people["employer"][who]
    for kind in (PENSION, MEDICAL, UNEMPLOYMENT, INJURY):
        world["job_insurance"].append(
            len(who), person=who, employer=employer, kind=kind, base=base, status=PAYING, start=start_month
        )


def retire(world: World, who: Array, pension_too: bool = True) -> None:
    """Retired employees: a pension and medical insurance without contributions."""
    rng = world.rng("retire", str(len(world["job_insurance"])))
    employer = world.people["employer"][who]
    begun = world.month.index - rng.integers(100, 300, len(who))
    for kind in (PENSION, MEDICAL) if pension_too else (MEDICAL,):
        pension = rng.integers(1800, 4200, len(who)) * 100 if kind == PENSION else NONE
        world["job_insurance"].append(
            len(who), person=who, employer=employer, kind=kind, base=NONE, status=DRAWING, start=begun, pension=pension
        )


def pay_from_treasury(world: World, who: Array, category: int) -> None:
    """A public salary or pension."""
    rng = world.rng("payroll", str(category), str(len(world["payroll"])))
    world["payroll"].append(len(who), person=who, category=category, wage=rng.integers(2600, 7800, len(who)) * 100)


def advance(world: World) -> None:
    """Jobs lost and found, posts given and left, migrants setting out and coming back; some salaries rise."""
    _retire_due(world)
    _raise_salaries(world)
    _lose_jobs(world, 0.006)
    _find_jobs(world)
    _fill_posts(world, world.scaled(0.0001, 1))
    _leave_posts(world)
    _migrate(world)


def _raise_salaries(world: World) -> None:
    payroll = world["payroll"]
    payroll["wage"][some(world.rng("salaries"), payroll["wage"] > 0, 0.05, 2)] += 12_000


def _retire_due(world: World) -> None:
    """Employees who have turned sixty draw their pension; a few wait for the papers."""
    rng, people, insurance = world.rng("retirement"), world.people, world["job_insurance"]
    due = world.present & (world.ages >= 60) & np.isin(people["job"], (EMPLOYEE, PUBLIC))
    who = some(rng, due, 0.95)
    own = world.has(who)
    rows = own[insurance["person"]] & (insurance["status"] == PAYING)
    # Public servants are paid their pension by the treasury.
    by_treasury = people["job"][insurance["person"]] == PUBLIC
    kept = rows & ((insurance["kind"] == MEDICAL) | ((insurance["kind"] == PENSION) & ~by_treasury))
    insurance["status"][rows] = np.where(kept[rows], DRAWING, SUSPENDED)
    insurance["end"][rows & ~kept] = np.maximum(world.month.index - 1, insurance["start"][rows & ~kept])
    drawing = kept & (insurance["kind"] == PENSION)
    insurance["pension"][drawing] = rng.integers(1800, 4200, int(drawing.sum())) * 100
    insurance["base"][kept] = NONE
    payroll = world["payroll"]
    payroll["category"][own[payroll["person"]] & (payroll["category"] == SERVING)] = RETIRED
    people["job"][who] = np.where(people["job"][who] == PUBLIC, RETIRED_PUBLIC, RETIRED_EMPLOYEE)


def _lose_jobs(world: World, share: float) -> None:
    """Contributions stop with last month; most register as unemployed."""
    rng, people, insurance = world.rng("job losses"), world.people, world["job_insurance"]
    who = some(rng, world.present & (people["job"] == EMPLOYEE), share, 2)
    people["job"][who] = FARM
    stopped = world.has(who)[insurance["person"]] & (insurance["status"] == PAYING)
    insurance["status"][stopped] = SUSPENDED
    last = world.month.index - rng.integers(1, 4)
    insurance["end"][stopped] = np.maximum(last, insurance["start"][stopped])
    registering = who[rng.random(len(who)) < 0.8]
    day = rng.integers(world.month.first_day, world.month.last_day, len(registering))
    world["unemployed"].append(
        len(registering),
        person=registering,
        day=day,
        reason=rng.integers(0, 4, len(registering)),
        draws=rng.random(len(registering)) < 0.5,
    )


def _find_jobs(world: World) -> None:
    rng, people = world.rng("job finds"), world.people
    ages = world.ages
    never = ~world.has(world["job_insurance"]["person"])
    may = world.present & never & (people["job"] == FARM) & (ages >= 22) & (ages < 45)
    who = weighted_sample(rng, np.where(may, 1.0, 0.0), world.scaled(0.0004, 2))
    people["job"][who] = EMPLOYEE
    insure(world, who, world.month.index)


def _fill_posts(world: World, count: int) -> None:
    rng, people, ages = world.rng("posts"), world.people, world.ages
    free = world.present & (people["job"] == FARM) & (ages >= 18) & (ages <= 65) & ~world.has(world["posts"]["person"])
    who = weighted_sample(rng, np.where(free, np.where(people["listed"] >= 0, 20.0, 1.0), 0.0), count)
    began = world.month.last_day - rng.integers(0, 25, len(who))
    world["posts"].append(
        len(who),
        person=who,
        type=rng.integers(0, 7, len(who)),
        start=began,
        wage=rng.integers(5, 13, len(who)) * 10_000,
    )


def _leave_posts(world: World) -> None:
    rng, posts = world.rng("left posts"), world["posts"]
    held = posts["end"] == NONE
    leaving = held & (~world.present[posts["person"]] | (rng.random(len(posts)) < 0.01))
    leaving &= posts["start"] < world.month.first_day - 40
    posts["end"][leaving] = world.month.first_day


def _migrate(world: World) -> None:
    """Migrant work is followed for people on the national list only."""
    rng, people, spells = world.rng("migrants"), world.people, world["migrant"]
    back = (spells["end"] == NONE) & (rng.random(len(spells)) < 0.04) & (spells["start"] < world.month.index - 1)
    back |= (spells["end"] == NONE) & ~world.present[spells["person"]] & (spells["start"] < world.month.index)
    spells["end"][back] = world.month.index - 1
    away = world.has(spells["person"][spells["end"] == NONE])
    ended = world.has(spells["person"][spells["end"] >= world.month.index - 1])
    may = world.present & (people["listed"] >= 0) & (people["job"] == MIGRANT) & ~away & ~ended
    first = len(spells) == 0
    who = some(rng, may, 1.0 if first else 0.3, 1)
    began = world.month.index - (rng.integers(1, 18, len(who)) if first else 0)
    wage = rng.integers(2200, 6800, len(who)) * 100
    spells.append(len(who), person=who, start=began, wage=wage, place=rng.integers(0, 6, len(who)))


def send_away(world: World, who: Array) -> None:
    """Migrant work of these listed people from this month on; in the first month most left earlier."""
    spells, month = world["migrant"], world.month
    rng = world.rng("sent away", str(len(spells)))
    earlier = (month == world.first) & ~world.has(spells["person"])[who]
    began = month.index - np.where(earlier, rng.integers(0, 18, len(who)), 0)
    wage = rng.integers(2200, 6800, len(who)) * 100
    spells.append(len(who), person=who, start=began, wage=wage, place=rng.integers(0, 6, len(who)))
    world.people["job"][who] = MIGRANT
