"""What registers and the national list write down wrongly of people and households that are otherwise in order."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import World, some

MEDICAL, DIBAO, DESTITUTE, DISABLED, NO_LABOUR, STAGE = range(6)
HOUSING, WATER = range(2)
_NATURAL, _FRESH, _MENDED = 0.003, 0.0004, 0.25
_RIGHT_WAGE = 360_000


def start(world: World) -> None:
    """A few slips in every kind of statement."""
    rng, people = world.rng("statements"), world.people
    world.tables["misstated"] = make_table(person=("int64", 0), topic=("int8", 0))
    world.tables["misstated_homes"] = make_table(listed=("int64", 0), topic=("int8", 0))
    world.tables["misregistered"] = make_table(person=("int64", 0), sex=("bool", False), birth=("bool", False))
    world.tables["listed_twice"] = make_table(person=("int64", 0), listed=("int64", 0))
    people.add("account", np.full(len(people), -1, dtype=np.int64), -1)
    _slip(world, rng, _NATURAL)


def advance(world: World) -> None:
    """A quarter of the slips are put right, and a few are new; nobody is wronged by them."""
    rng, spells = world.rng("statements"), world["migrant"]
    for name in ("misstated", "misstated_homes", "misregistered", "listed_twice"):
        world[name].keep(rng.random(len(world[name])) >= _MENDED)
    odd = (spells["end"] == NONE) & ((spells["wage"] < 10_000) | (spells["wage"] > 3_000_000))
    spells["wage"][some(rng, odd, 0.5)] = _RIGHT_WAGE
    shared = some(rng, world.people["account"] >= 0, _MENDED)
    world.people["account"][shared] = -1
    _slip(world, rng, _FRESH)


def _slip(world: World, rng: np.random.Generator, share: float) -> None:
    listed = world.people["listed"]
    for topic in (MEDICAL, DIBAO, DESTITUTE, DISABLED, STAGE):
        misstate(world, some(rng, listed >= 0, share), topic)
    for topic in (HOUSING, WATER):
        misstate_homes(world, some(rng, np.ones(len(world.listed), dtype=bool), share), topic)
    who = some(rng, world.people["in_register"], share / 10)
    misregister(world, who, sex=who % 2 == 0, birth=who % 2 == 1)


def misstate(world: World, who: Array, topic: int) -> None:
    """The list says the opposite of the truth about these people."""
    fresh = who[~misstated(world, topic)[who]]
    world["misstated"].append(len(fresh), person=fresh, topic=topic)


def misstate_homes(world: World, rows: Array, topic: int) -> None:
    """The list says the opposite of the truth about these listed households."""
    fresh = rows[~misstated_homes(world, topic)[rows]]
    world["misstated_homes"].append(len(fresh), listed=fresh, topic=topic)


def misregister(world: World, who: Array, sex: Array | bool, birth: Array | bool) -> None:
    """The register has another sex or another birth date than the number."""
    world["misregistered"].append(len(who), person=who, sex=sex, birth=birth)


def misstated(world: World, topic: int) -> Array:
    """Mask over people."""
    table = world["misstated"]
    return world.has(table["person"][table["topic"] == topic])


def misstated_homes(world: World, topic: int) -> Array:
    """Mask over listed households."""
    table, mask = world["misstated_homes"], np.zeros(len(world.listed), dtype=bool)
    mask[table["listed"][table["topic"] == topic]] = True
    return mask


def registered_sex(world: World) -> Array:
    """Whether the register says male."""
    table = world["misregistered"]
    mask: Array = world.people["male"] ^ world.has(table["person"][table["sex"]])
    return mask


def registered_birth(world: World) -> Array:
    """The birth day the register says: forty days too early where it is wrong."""
    table = world["misregistered"]
    days: Array = world.people["birth"] - 40 * world.has(table["person"][table["birth"]])
    return days


def listed_twice(world: World) -> tuple[Array, Array]:
    """People with a second row on the list, and the household of that row, which counts for less than their own."""
    table, listed, own = world["listed_twice"], world.listed, world.people["listed"]
    rank = np.where(listed["category"] < 0, 2, np.where(listed["eliminated"], 1, 0))
    who, second = table["person"], table["listed"]
    first = own[who]
    inhabited = np.zeros(len(listed), dtype=bool)
    inhabited[own[own >= 0]] = True
    behind = (rank[second] > rank[first]) | ((rank[second] == rank[first]) & (second > first))
    counts = (first >= 0) & (first != second) & inhabited[second] & behind
    return who[counts], second[counts]


def accounts(world: World) -> Array:
    """Whose account is on record for each person."""
    account = world.people["account"]
    return np.where(account >= 0, account, np.arange(len(account)))
