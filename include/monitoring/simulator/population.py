"""The county on its first day: villages, households of every usual make-up, their members."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import names
from monitoring.simulator.clock import NONE, Month, ymd
from monitoring.simulator.ids import HOME_AREA, STRANGER_AREA, id_texts, make_numbers
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import (
    DAUGHTER_IN_LAW,
    EMPTY_ACCOUNT,
    GRANDSON,
    HEAD,
    MOVED_OUT,
    PARENT,
    SON,
    SPOUSE,
    Village,
    World,
)

_OLDEST = 95
# share of households, members as (relation, age or distance from the head's age: lowest, highest)
_MAKE_UPS: list[tuple[float, list[tuple[int, int, int]]]] = [
    (0.10, [(HEAD, 58, 88)]),
    (0.14, [(HEAD, 56, 82), (SPOUSE, -4, 3)]),
    (0.16, [(HEAD, 26, 46), (SPOUSE, -4, 2), (SON, -30, -22)]),
    (0.20, [(HEAD, 28, 47), (SPOUSE, -4, 2), (SON, -29, -22), (SON, -33, -26)]),
    (0.12, [(HEAD, 28, 46), (SPOUSE, -4, 2), (SON, -30, -22), (SON, -33, -25), (PARENT, 22, 30)]),
    (0.12, [(HEAD, 55, 72), (SPOUSE, -4, 3), (SON, -27, -22), (DAUGHTER_IN_LAW, -30, -24), (GRANDSON, -55, -48)]),
    (0.10, [(HEAD, 45, 60), (SPOUSE, -4, 2), (SON, -28, -22)]),
    (0.03, [(HEAD, 28, 48), (SON, -28, -21)]),
    (0.03, [(HEAD, 58, 72), (GRANDSON, -60, -50)]),
]


def make_villages(residents: int) -> list[Village]:
    """Townships and villages of invented names; about 3,300 residents to a township and 670 to a village."""
    townships = min(max(residents // 3300, 3), 240)
    villages = max(residents // 670, townships * 2)
    made = []
    for i in range(villages):
        township = i * townships // villages
        first = -(-township * villages // townships)
        title = names.PLACES[township * 7 % len(names.PLACES)] + ("镇" if township % 3 == 0 else "乡")
        place = names.PLACES[i * 11 % len(names.PLACES)]
        round_ = i // len(names.PLACES)
        name = place + ("" if round_ == 0 else names.PLACES[round_ * 13 % len(names.PLACES)][0]) + "村"
        made.append(Village(f"{HOME_AREA}{100 + township:03d}{200 + i - first:03d}", name, title))
    return made


def make_world(seed: int, residents: int, first: Month) -> World:
    """People and households with nothing else known about them yet; strangers come after the residents."""
    world = World(seed, first, first, make_villages(residents), make_table(), make_table(), pa.array([]), pa.array([]))
    rng = world.rng("population")
    household, relation, age = _members(rng, residents)
    male = _sexes(rng, relation, household)
    households = int(household[-1]) + 1
    surnames, minority = rng.integers(0, names.SURNAME_COUNT, households), rng.random(households) < 0.08
    bears = np.isin(relation, (HEAD, SON, GRANDSON))
    own = np.where(bears, surnames[household], rng.integers(0, names.SURNAME_COUNT, residents))
    strangers = max(residents // 100, 30)
    _register(
        world,
        rng,
        age=np.r_[age, rng.uniform(20, 70, strangers)],
        male=np.r_[male, rng.random(strangers) < 0.5],
        household=np.r_[household, np.full(strangers, -1)],
        relation=np.r_[
            np.where(~male & np.isin(relation, (SON, GRANDSON)), relation + 1, relation), [HEAD] * strangers
        ],
        surname=np.r_[own, rng.integers(0, names.SURNAME_COUNT, strangers)],
        minority=np.r_[minority[household], np.zeros(strangers, dtype=bool)],
    )
    _settle(world, rng, household, households, surnames)
    return world


def _register(
    world: World,
    rng: np.random.Generator,
    *,
    age: Array,
    male: Array,
    household: Array,
    relation: Array,
    surname: Array,
    minority: Array,
) -> None:
    """Gives everybody a birth date, a number and a name; who has no household is a stranger."""
    count, in_register = len(age), household >= 0
    first_day = world.first.first_day
    born = first_day - 1 - np.floor(age * 365.2425).astype(np.int64) - rng.integers(0, 365, count)
    born = np.maximum(born, first_day - _OLDEST * 366)
    area = np.where(rng.random(count) < 0.8, HOME_AREA, HOME_AREA + 1 + rng.integers(0, 24, count))
    numbers = make_numbers(np.where(in_register, area, STRANGER_AREA), born, male)
    world.ids, world.names = id_texts(numbers), names.make_names(rng, surname, minority)
    world.people = make_table(
        count,
        number=("int64", numbers),
        birth=("int32", born),
        birth_ymd=("int32", ymd(born)),
        male=("bool", male),
        household=("int64", household),
        relation=("int8", relation),
        status=("int8", 0),
        minority=("bool", minority),
        dead=("bool", False),
        listed=("int64", -1),
        status_day=("int32", NONE),
        death_day=("int32", NONE),
        phone=("int64", 19_900_000_000 + (np.arange(count) * 7919 + 13) % 100_000_000),
    )
    world.people.add("in_register", in_register, True)


def _members(rng: np.random.Generator, residents: int) -> tuple[Array, Array, Array]:
    """Household, relation and age in years of so many residents; heads come first in their households."""
    count = residents // 3 + 2
    shares = np.array([share for share, _ in _MAKE_UPS])
    kind = rng.choice(len(_MAKE_UPS), count, p=shares / shares.sum())
    household, place, relation, age = [], [], [], []
    for number, (_, members) in enumerate(_MAKE_UPS):
        chosen = np.flatnonzero(kind == number)
        heads = rng.uniform(members[0][1], members[0][2], len(chosen))
        for position, (role, lowest, highest) in enumerate(members):
            own = heads if role == HEAD else np.maximum(heads + rng.uniform(lowest, highest, len(chosen)), 0.0)
            household.append(chosen)
            place.append(np.full(len(chosen), position))
            relation.append(np.full(len(chosen), role))
            age.append(own)
    homes = np.concatenate(household)
    order = np.lexsort((np.concatenate(place), homes))[:residents]
    return homes[order], np.concatenate(relation)[order], np.concatenate(age)[order]


def _sexes(rng: np.random.Generator, relation: Array, household: Array) -> Array:
    male = rng.random(len(relation)) < 0.51
    heads = np.flatnonzero(relation == HEAD)
    male[heads] = rng.random(len(heads)) < 0.82
    spouses = np.flatnonzero(relation == SPOUSE)
    male[spouses] = ~male[heads[household[spouses]]]
    couples = np.flatnonzero(relation == DAUGHTER_IN_LAW)
    male[couples], male[couples - 1] = False, True
    return male


def _settle(world: World, rng: np.random.Generator, household: Array, households: int, surnames: Array) -> None:
    """Gives households numbers, villages and heads, and some people a register status of old."""
    people = world.people
    world.households = make_table(
        households,
        no=("int64", 300_000_000 + np.arange(households) * 3),
        village=("int32", np.sort(rng.integers(0, len(world.villages), households))),
        group=("int8", rng.integers(1, 9, households)),
        surname=("int16", surnames),
        head=("int64", np.searchsorted(household, np.arange(households))),
    )
    luck = rng.random(len(people))
    gone = people["in_register"] & (people["relation"] != HEAD) & (luck < 0.015)
    people["status"][gone] = MOVED_OUT
    people["status"][people["in_register"] & (luck > 0.993)] = EMPTY_ACCOUNT
    changed = people["status"] != 0
    since = world.month.first_day - rng.integers(30, 1100, int(changed.sum()))
    people["status_day"][changed] = np.maximum(since, people["birth"][changed] + 1)
