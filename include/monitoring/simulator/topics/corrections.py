"""What departments put right after last month's findings: some of it, never all, so that findings come and go."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.clock import NONE
from monitoring.simulator.topics import medical
from monitoring.simulator.topics.homes import GRADE_C
from monitoring.simulator.world import World, some

_SHARE = 0.25


def mend(world: World) -> None:
    """A quarter of the gaps in insurance, of half-finished houses, of wrong allowances and of wrong names."""
    rng = world.rng("corrections")
    medical.enrol(world, some(rng, world.present & ~facts.insured(world), _SHARE), medical.RESIDENT)
    _finish_houses(world, rng)
    _end_allowances(world, rng)
    _correct_names(world, rng)


def _finish_houses(world: World, rng: np.random.Generator) -> None:
    houses, last_day = world["houses"], world.month.last_day
    unfinished = (
        houses["renovated"] & (houses["grade"] >= GRADE_C) & (~houses["moved_in"] | (houses["accepted"] == NONE))
    )
    rows = some(rng, unfinished, _SHARE)
    houses["moved_in"][rows] = True
    for name, day in (("accepted", last_day - 12), ("paid", last_day - 3)):
        houses[name][rows] = np.where(houses[name][rows] == NONE, day, houses[name][rows])


def _end_allowances(world: World, rng: np.random.Generator) -> None:
    """Households with a car or a public salary lose the allowance with the end of last month."""
    dibao, units, now = world["dibao"], world.units, world.month.index
    barred = facts.has_car(world) | world.has(world["payroll"]["person"])
    owning = np.zeros(world.unit_count() + 1, dtype=bool)
    owning[units[barred]] = True
    owning[-1] = False
    leaving = np.zeros(len(owning), dtype=bool)
    leaving[some(rng, owning, _SHARE)] = True
    ending = (dibao["end"] == NONE) & (dibao["start"] < now) & leaving[units[dibao["person"]]]
    dibao["end"][ending] = now - 1


def _correct_names(world: World, rng: np.random.Generator) -> None:
    for dataset in sorted(world.misnamed):
        faults = world.misnamed[dataset]
        for person in sorted(faults):
            if rng.random() < _SHARE:
                del faults[person]
