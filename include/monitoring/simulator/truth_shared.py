"""Telephones and accounts of several households, and couples of one sex: masks over people."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array
from monitoring.simulator.topics import statements
from monitoring.simulator.world import HEAD, NORMAL, SPOUSE, World


def phone_shared(world: World) -> Array:
    """The register or the list shows the telephone of somebody of another household."""
    people = world.people
    known = (world.ages >= 15) & (people["phone"] % 100 < 80) & people["in_register"]
    known |= (world.ages >= 15) & (people["phone"] % 100 < 60) & (people["listed"] >= 0)
    return _with_strangers(world, np.flatnonzero(known), people["phone"])


def accounts_shared(world: World) -> Array:
    """A subsidy was paid into the account of somebody of another household."""
    return _with_strangers(world, np.unique(world["payments"]["person"]), statements.accounts(world))


def _with_strangers(world: World, who: Array, shared: Array) -> Array:
    """Those who share the value with somebody of neither the same register household nor the same listed one."""
    people = world.people
    _, place, counts = np.unique(shared[who], return_inverse=True, return_counts=True)
    several = who[counts[place] > 1]
    mask = np.zeros(len(people), dtype=bool)
    for one in several:
        others = several[(shared[several] == shared[one]) & (several != one)]
        own = people["in_register"][one] & people["in_register"][others]
        home = own & (people["household"][others] == people["household"][one])
        unit = (people["listed"][one] >= 0) & (people["listed"][others] == people["listed"][one])
        mask[one] = bool(np.any(~home & ~unit))
    return mask


def same_sex_spouses(world: World) -> Array:
    """Spouses of the sex of their household's head, as the register or the list writes both."""
    people = world.people
    registered = people["in_register"] & (people["status"] == NORMAL)
    listed = people["in_register"] & (people["listed"] >= 0)
    mask: Array = _like_head(world, registered, people["household"], statements.registered_sex(world))
    return mask | _like_head(world, listed, people["listed"], people["male"])


def _like_head(world: World, members: Array, home: Array, male: Array) -> Array:
    relation, mask = world.people["relation"], np.zeros(len(world.people), dtype=bool)
    for sex in (True, False):
        heads = home[members & (relation == HEAD) & (male == sex)]
        mask |= members & (relation == SPOUSE) & (male == sex) & np.isin(home, heads)
    return mask
