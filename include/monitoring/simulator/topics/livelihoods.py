"""Somebody of a listed household works, mostly away from home; few households stay without a worker."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_work
from monitoring.simulator.topics import work
from monitoring.simulator.world import World, some

_IDLE = 0.02


def start(world: World) -> None:
    """A few households with labour where nobody looks for work."""
    listed = world.listed
    listed.add("idle", np.zeros(len(listed), dtype=bool), False)
    listed["idle"][some(world.rng("idle"), np.ones(len(listed), dtype=bool), _IDLE)] = True


def advance(world: World) -> None:
    """Some of those without a worker are talked into looking for one; everybody else provides at once."""
    listed = world.listed
    listed["idle"][some(world.rng("idle"), listed["idle"], 0.15)] = False
    provide(world)


def provide(world: World) -> None:
    """A member who can work sets out wherever nobody works; not more than one of a household."""
    people, listed = world.people, world.listed
    place = people["listed"]
    provided = np.zeros(len(listed) + 1, dtype=bool)
    provided[place[facts_work.working(world) & facts_work.visible(world)]] = True
    provided[:-1] |= listed["idle"]
    may = (place >= 0) & facts_work.able(world) & (world.ages >= 18) & world.present & ~provided[place]
    may &= (people["job"] == work.FARM) | (people["job"] == work.MIGRANT)
    who = np.flatnonzero(may)
    _, first = np.unique(place[who], return_index=True)
    work.send_away(world, who[first])
