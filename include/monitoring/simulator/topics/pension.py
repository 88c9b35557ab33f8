"""The residents' pension: paid in until sixty, drawn afterwards."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics.work import EMPLOYEE, PUBLIC, RETIRED_EMPLOYEE, RETIRED_PUBLIC
from monitoring.simulator.world import World, some

PAYING, PAUSED, DRAWING, ENDED = range(4)


def start(world: World) -> None:
    """Everybody from sixteen on who has no employees' pension, a few not."""
    rng, people = world.rng("pension"), world.people
    count, ages, luck = len(people), world.ages, rng.random(len(people))
    other = np.isin(people["job"], (EMPLOYEE, PUBLIC, RETIRED_EMPLOYEE, RETIRED_PUBLIC))
    pays = people["in_register"] & ~people["dead"] & ~other & (ages >= 18) & (ages < 60) & (luck < 0.85)
    draws = people["in_register"] & ~other & (ages >= 60)
    status = np.full(count, -1, dtype=np.int8)
    status[pays] = np.where(luck[pays] < 0.8, PAYING, PAUSED)
    status[draws] = np.select([luck[draws] < 0.994, luck[draws] < 0.997], [DRAWING, PAUSED], PAYING)
    gone = draws & people["dead"]
    status[gone] = np.where(rng.random(int(gone.sum())) < 0.96, ENDED, DRAWING)
    status[draws & ~people["dead"] & (luck > 0.9985)] = -1
    people.add("pension_status", status, -1)
    people.add("pension_start", np.full(count, NONE, dtype=np.int32), NONE)
    people.add("pension_amount", np.full(count, NONE, dtype=np.int64), NONE)
    _draw(world, np.flatnonzero(status == DRAWING))


def _draw(world: World, who: Array) -> None:
    """The pension runs from the month of the sixtieth birthday, at the latest from now."""
    people = world.people
    birth = people["birth_ymd"][who]
    sixty = (birth // 10_000 + 60) * 12 + birth // 100 % 100 - 1
    people["pension_status"][who] = DRAWING
    people["pension_start"][who] = np.minimum(sixty, world.month.index)
    people["pension_amount"][who] = 12_300 + birth % 83 * 100


def advance(world: World) -> None:
    """People who turned sixty draw their pension, most of them at once; pensions of the dead end, mostly in time."""
    rng, people, index = world.rng("pension"), world.people, world.month.index
    retired = np.isin(people["job"], (EMPLOYEE, PUBLIC, RETIRED_EMPLOYEE, RETIRED_PUBLIC))
    turned = (people["birth_ymd"] // 10_000 + 60) * 12 + people["birth_ymd"] // 100 % 100 - 1 >= index - 1
    due = world.present & (world.ages >= 60) & (people["pension_status"] != DRAWING) & ~retired
    _draw(world, some(rng, due & turned, 0.93))
    _draw(world, some(rng, due & ~turned, 0.1))
    died = world.death_months()
    drawing = people["dead"] & (people["pension_status"] == DRAWING)
    ended = np.r_[some(rng, drawing & (died >= index - 1), 0.9), some(rng, drawing & (died < index - 1), 0.3)]
    ended = ended.astype(np.int64)
    people["pension_status"][ended] = ENDED
    people["pension_start"][ended], people["pension_amount"][ended] = NONE, NONE
    employees = world["job_insurance"]
    gone = people["dead"][employees["person"]] & (employees["status"] != 1)
    stopping = some(rng, gone, 0.8)
    employees["status"][stopping] = 1
    employees["end"][stopping] = np.maximum(index - 1, employees["start"][stopping])
