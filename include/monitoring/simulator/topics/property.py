"""Vehicles, firms and property, loans and relocation."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array, make_table
from monitoring.simulator.topics.work import SELF_EMPLOYED
from monitoring.simulator.world import HEAD, World, some, weighted_sample

CAR, TRUCK, COACH, MOTORCYCLE, DISABILITY_VEHICLE = 0, 1, 2, 3, 4
IN_USE, CANCELLED, SCRAPPED = range(3)
STALL, COMPANY, COOPERATIVE = range(3)
EXISTING, STRUCK_OFF, REVOKED = range(3)
DWELLING, SHOP, PARKING = range(3)
# Few of those on the national list have anything of the kind.
_OF_THE_LISTED = 0.12


def start(world: World) -> None:
    """Everything registered before the first day."""
    rng, month, people = world.rng("property"), world.month, world.people
    world.tables["vehicles"] = make_table(
        person=("int64", 0), kind=("int8", 0), acquired=("int32", 0), status=("int8", 0)
    )
    world.tables["firms"] = make_table(
        person=("int64", 0), type=("int8", 0), capital=("int64", 0), day=("int32", 0), status=("int8", 0)
    )
    world.tables["properties"] = make_table(
        person=("int64", 0), use=("int8", 0), area=("int64", 0), day=("int32", 0), shared=("bool", False),
        of_firm=("bool", False),
    )  # fmt: skip
    world.tables["loans"] = make_table(
        person=("int64", 0), no=("int64", 0), lent=("int32", 0), due=("int32", 0), amount=("int64", 0),
        balance=("int64", 0), overdue=("bool", False),
    )  # fmt: skip
    grown = (people["in_register"] & ~people["dead"] & (world.ages >= 20) & (world.ages < 70)) | ~people["in_register"]
    well_off = (people["listed"] < 0) | (rng.random(len(people)) < _OF_THE_LISTED)
    for kind, share in ((CAR, 0.11), (TRUCK, 0.008), (COACH, 0.002), (MOTORCYCLE, 0.12)):
        who = some(rng, grown if kind == MOTORCYCLE else grown & well_off, share, 2)
        buy(world, who, kind, month.first_day - rng.integers(40, 4000, len(who)))
    old = some(rng, np.ones(len(world["vehicles"]), dtype=bool), 0.06)
    world["vehicles"]["status"][old] = rng.integers(CANCELLED, SCRAPPED + 1, len(old))
    owners = np.flatnonzero(grown & well_off & ((people["job"] == SELF_EMPLOYED) | (rng.random(len(people)) < 0.004)))
    _found(world, rng, owners, month.first_day - rng.integers(20, 3000, len(owners)))
    holders = some(rng, people["in_register"] & well_off & (world.ages >= 22), 0.12, 20)
    _acquire(world, rng, holders, month.first_day - rng.integers(20, 5000, len(holders)))


def buy(world: World, who: Array, kind: int, day: Array | int, status: int = IN_USE) -> None:
    """Vehicles registered to these people."""
    world["vehicles"].append(len(who), person=who, kind=kind, acquired=day, status=status)


def found(world: World, who: Array, kind: int, day: int, status: int = EXISTING) -> None:
    """A firm of each of these people."""
    world["firms"].append(len(who), person=who, type=kind, capital=5000, day=day, status=status)


def acquire(world: World, who: Array, use: int, day: int) -> None:
    """A registered property of each of these people alone."""
    world["properties"].append(len(who), person=who, use=use, area=8800, day=day)


def _found(world: World, rng: np.random.Generator, owners: Array, day: Array) -> None:
    count = len(owners)
    world["firms"].append(
        count,
        person=owners,
        type=rng.choice(3, count, p=[0.82, 0.13, 0.05]),
        capital=rng.integers(1, 300, count) * 100,
        day=day,
        status=rng.choice(3, count, p=[0.88, 0.1, 0.02]),
    )


def _acquire(world: World, rng: np.random.Generator, holders: Array, day: Array) -> None:
    count = len(holders)
    rows = len(world["properties"]) + np.arange(count)
    world["properties"].append(
        count,
        person=holders,
        use=rng.choice(4, count, p=[0.8, 0.07, 0.1, 0.03]),
        area=rng.integers(1200, 15000, count),
        day=day,
        shared=rng.random(count) < 0.3,
        of_firm=rows % 41 == 7,
    )


def advance(world: World) -> None:
    """Bought, scrapped, founded, lent, paid back."""
    rng, month = world.rng("property"), world.month
    grown = np.where(world.present & (world.ages >= 20) & (world.ages < 65), 1.0, 0.0)
    grown[world.people["listed"] >= 0] *= _OF_THE_LISTED
    for kind, rate in ((CAR, 0.0006), (MOTORCYCLE, 0.0003)):
        who = weighted_sample(rng, grown, world.scaled(rate, 1))
        buy(world, who, kind, rng.integers(month.first_day, month.last_day, len(who)))
    disabled = world.has(world["certificates"]["person"]) & ~world.has(world["vehicles"]["person"])
    who = weighted_sample(rng, np.where(disabled, grown, 0.0), world.scaled(0.0002, 2))
    buy(world, who, DISABILITY_VEHICLE, rng.integers(month.first_day, month.last_day, len(who)))
    vehicles = world["vehicles"]
    vehicles["status"][some(rng, (vehicles["status"] == IN_USE) & (vehicles["acquired"] < month.first_day), 0.001)] = 2
    founders = weighted_sample(rng, grown, world.scaled(0.0001, 1))
    _found(world, rng, founders, rng.integers(month.first_day, month.last_day, len(founders)))
    holders = weighted_sample(rng, grown, world.scaled(0.0002, 1))
    _acquire(world, rng, holders, rng.integers(month.first_day, month.last_day, len(holders)))
    _lend(world, rng)


def _lend(world: World, rng: np.random.Generator) -> None:
    """Microcredit to listed households, for three years."""
    people, month, loans = world.people, world.month, world["loans"]
    first = len(loans) == 0
    may = world.present & (people["listed"] >= 0) & (people["relation"] == HEAD) & ~world.has(loans["person"])
    who = some(rng, may & (world.ages < 66), 0.12 if first else 0.002, 3 if first else 0)
    lent = month.first_day - rng.integers(30, 1000, len(who)) if first else np.full(len(who), month.first_day + 3)
    amount = rng.integers(1, 6, len(who)) * 1_000_000
    repaid = rng.random(len(who)) < (0.5 if first else 0.0)
    loans.append(
        len(who), person=who, no=(month.index - 24_000) * 1_000_000 + np.arange(len(who)), lent=lent, due=lent + 1095,
        amount=amount, balance=np.where(repaid, amount // 2, amount),
    )  # fmt: skip
    loans["overdue"][some(rng, (loans["balance"] > 0) & (loans["due"] < month.as_of), 0.2)] = True
    loans["overdue"][some(rng, loans["overdue"], 0.3)] = False
    paying = some(rng, loans["balance"] > 0, 0.05)
    loans["balance"][paying] = loans["balance"][paying] // 2 // 100 * 100


def relocated(world: World) -> Array:
    """Positions of listed households that were moved to a settlement years ago."""
    return np.flatnonzero(world.listed["no"] % 11 == 3)
