"""Births, deaths and how they are reported, removals and marriages."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import names
from monitoring.simulator.clock import NONE, ymd
from monitoring.simulator.ids import HOME_AREA, id_texts, make_numbers
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import (
    DAUGHTER,
    DAUGHTER_IN_LAW,
    DEATH_SOURCES,
    DECEASED,
    GRANDSON,
    HEAD,
    MOVED_OUT,
    SON,
    SPOUSE,
    World,
    weighted_sample,
)

BACKLOG = 12
_LEAST_DEATHS = 4


def start(world: World) -> None:
    """Deaths of the twelve months before the first delivery, which the first delivery reports too."""
    columns: dict[str, tuple[str, int]] = {"person": ("int64", 0)}
    for source in DEATH_SOURCES:
        columns |= {f"{source}_day": ("int64", NONE), f"{source}_month": ("int64", NONE)}
    world.tables["deaths"] = make_table(0, **columns)
    now = world.month
    for back in range(BACKLOG, 0, -1):
        world.month = now.shift(-back)
        _die(world)
        _cancel(world)
    world.month = now


def advance(world: World) -> None:
    """One month of it."""
    _die(world)
    _cancel(world)
    _move_out(world)
    _marry(world)
    _give_birth(world)


def _die(world: World) -> None:
    rng, people = world.rng("deaths"), world.people
    yearly = np.interp(world.ages, [0, 40, 55, 65, 75, 85, 95], [0.0005, 0.001, 0.004, 0.012, 0.035, 0.10, 0.25])
    may = world.present & (people["birth"] < world.month.first_day)
    # Nobody gets a second certificate, not even who got the first one by mistake.
    weights = np.where(may & ~world.has(world["deaths"]["person"]), yearly / 12, 0.0)
    count = max(_LEAST_DEATHS, int(rng.poisson(weights.sum())))
    who = weighted_sample(rng, weights, count)
    day = rng.integers(world.month.first_day, world.month.last_day - 1, len(who))
    people["dead"][who], people["death_day"][who] = True, day
    index, luck = world.month.index, rng.random((3, len(who)))
    delay = np.select([luck[0] < 0.9, luck[0] < 0.97], [0, 1], 2)
    health = np.where(luck[1] < 0.97, index, NONE)
    cremated = np.where(luck[2] < 0.75, index, NONE)
    health[:2], cremated[1:3], delay[:1] = index, index, 0
    add_deaths(world, who, day, index + delay, cremated, health)


def add_deaths(world: World, who: Array, day: Array, police: Array, cremated: Array, health: Array) -> None:
    """Deaths and the month in which each source reports them; NONE when it never does."""
    world["deaths"].append(
        len(who),
        person=who,
        public_security_day=np.where(police != NONE, day, NONE),
        public_security_month=police,
        civil_affairs_day=np.where(cremated != NONE, day, NONE),
        civil_affairs_month=cremated,
        health_day=np.where(health != NONE, day, NONE),
        health_month=health,
    )


def _cancel(world: World) -> None:
    """The police strike from the register whom they report dead this month."""
    deaths, people = world["deaths"], world.people
    reported = deaths["public_security_month"] == world.month.index
    who = deaths["person"][reported]
    people["status"][who] = DECEASED
    people["status_day"][who] = world.month.last_day


def _move_out(world: World) -> None:
    rng, people = world.rng("removals"), world.people
    weights = np.where(world.present & (people["relation"] != HEAD) & (world.ages >= 18), 1.0, 0.0)
    who = weighted_sample(rng, weights, world.scaled(0.0006, 2))
    people["status"][who] = MOVED_OUT
    people["status_day"][who] = rng.integers(world.month.first_day, world.month.last_day, len(who))


def _marry(world: World) -> None:
    """Daughters move to their husbands' households; half of those on the national list are taken off it."""
    rng, people, ages = world.rng("marriages"), world.people, world.ages
    count = world.scaled(0.0003, 2)
    at_home = np.isin(np.arange(len(people)), np.flatnonzero(world.present))
    brides = rng.permutation(np.flatnonzero(at_home & (people["relation"] == DAUGHTER) & (ages >= 21) & (ages <= 33)))
    grooms = rng.permutation(np.flatnonzero(at_home & (people["relation"] == SON) & (ages >= 22) & (ages <= 36)))
    couples = min(count, len(brides), len(grooms))
    bride, groom = brides[:couples], grooms[:couples]
    apart = people["household"][bride] != people["household"][groom]
    bride, groom = bride[apart], groom[apart]
    people["household"][bride] = people["household"][groom]
    people["relation"][bride] = DAUGHTER_IN_LAW
    people["listed"][bride[rng.random(len(bride)) < 0.5]] = -1


def _give_birth(world: World) -> None:
    rng, people, ages = world.rng("births"), world.people, world.ages
    may = world.present & ~people["male"] & (ages >= 21) & (ages <= 40)
    may &= np.isin(people["relation"], (HEAD, SPOUSE, DAUGHTER_IN_LAW))
    mothers = weighted_sample(rng, np.where(may, 1.0, 0.0), world.scaled(0.007 / 12, 2))
    count = len(mothers)
    male = rng.random(count) < 0.52
    born = rng.integers(world.month.first_day, world.month.last_day - 2, count)
    households = people["household"][mothers]
    numbers = make_numbers(np.full(count, HOME_AREA), born, male)
    elder = np.where(people["relation"][mothers] == DAUGHTER_IN_LAW, GRANDSON, SON)
    minority = people["minority"][mothers]
    called = names.make_names(rng, world.households["surname"][households].astype(np.int64), minority)
    listed = np.where(rng.random(count) < 0.8, people["listed"][mothers], -1)
    children = people.append(
        count,
        number=numbers,
        birth=born,
        birth_ymd=ymd(born),
        male=male,
        household=households,
        relation=np.where(male, elder, elder + 1),
        minority=minority,
        listed=listed,
    )
    people["phone"][children] = 19_900_000_000 + (children * 7919 + 13) % 100_000_000
    world.ids = pa.concat_arrays([_flat(world.ids), _flat(id_texts(numbers))])
    world.names = pa.concat_arrays([_flat(world.names), _flat(called)])


def _flat(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
