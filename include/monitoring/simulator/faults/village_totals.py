"""One village whose form states more people than there are, one that differs by as much as is allowed."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_villages as totals
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import make_table

RULE = "conflict.village_totals"


def plant(planter: Planter) -> None:
    """The slips of this month; those of last month are mended."""
    world = planter.world
    places = (np.arange(2) + world.month.index) % len(world.villages)
    people = totals.counted(world)[totals.POPULATION][places]
    table = world.tables["village_slips"] = make_table(village=("int64", 0), population=("int64", 0))
    table.append(2, village=places, population=people + totals.allowed(people) + np.array([1, 0]))
    wrong, near = (world.villages[place].code for place in places)
    world.planted_now.add((RULE, wrong))
    world.lookalikes[RULE, near] = "相差在允许的差额之内"
