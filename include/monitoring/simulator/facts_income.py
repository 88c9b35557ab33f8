"""Incomes of listed households that departments record beside the declared one, in hundredths of a yuan."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE, months_of
from monitoring.simulator.facts_support import calm, monitored
from monitoring.simulator.facts_work import visible
from monitoring.simulator.table import Array
from monitoring.simulator.topics import incomes
from monitoring.simulator.world import World

LEAST_WAGE, MOST_WAGE = 10_000, 3_000_000
GAP = 300_000


def months_worked(world: World, start: Array, end: Array) -> Array:
    """Months of the spells that lie in the twelve months up to this one."""
    now = world.month.index
    last = np.where(end == NONE, now, np.minimum(end, now))
    months: Array = np.maximum(last - np.maximum(start, now - 11) + 1, 0)
    return months


def heads(world: World) -> Array:
    """Living members of each listed household."""
    place = world.people["listed"]
    return np.bincount(place[(place >= 0) & visible(world)], minlength=len(world.listed))


def wages(world: World) -> Array:
    """What the living members of each listed household earned as migrants and in welfare posts, as far as recorded."""
    migrant, posts = world["migrant"], world["posts"]
    months = months_worked(world, migrant["start"], migrant["end"])
    held = months_worked(world, months_of(posts["start"]), months_of(posts["end"]))
    return _sums(world, migrant["person"], migrant["wage"], months) + _sums(world, posts["person"], posts["wage"], held)


def most(amounts: Array) -> Array:
    """The highest income that does not yet contradict such an amount."""
    highest: Array = np.maximum(amounts * 3 // 2, amounts + GAP)
    return highest


def comparable(world: World) -> Array:
    """Listed households that declare what they have now, with somebody living."""
    now = calm(world) | (monitored(world) & world.listed["eliminated"])
    mask: Array = now & (incomes.declared(world) != NONE) & (heads(world) > 0)
    return mask


def earning_more(world: World) -> Array:
    """Recorded wages contradict the declared income."""
    mask: Array = comparable(world) & (wages(world) > most(incomes.declared(world)) * heads(world))
    return mask


def assessed_otherwise(world: World) -> Array:
    """The income civil affairs assessed contradicts the declared one."""
    declared, (least, highest) = incomes.declared(world), assessed(world)
    above, below = highest > most(declared), declared > most(least)
    mask: Array = comparable(world) & (highest != NONE) & (above | below)
    return mask


def assessed(world: World) -> tuple[Array, Array]:
    """Lowest and highest income of a year per head that civil affairs assessed for each listed household; NONE: none."""
    place, families = world.people["listed"], world["low_income"]
    seen = (visible(world) & (place >= 0))[families["person"]]
    home, amount = place[families["person"][seen]], families["income"][seen] * 12
    lowest = np.full(len(world.listed), np.iinfo(np.int64).max // 2)
    highest = np.full(len(world.listed), NONE, dtype=np.int64)
    np.minimum.at(lowest, home, amount)
    np.maximum.at(highest, home, amount)
    return lowest, highest


def _sums(world: World, who: Array, wage: Array, months: Array) -> Array:
    place = world.people["listed"]
    counts = (visible(world) & (place >= 0))[who] & (wage >= LEAST_WAGE) & (wage <= MOST_WAGE)
    total = np.zeros(len(world.listed), dtype=np.int64)
    np.add.at(total, place[who[counts]], (wage * months)[counts])
    return total
