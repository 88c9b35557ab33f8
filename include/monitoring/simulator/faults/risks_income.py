"""Declared incomes that are too low, fell too far or must pay for too much schooling, and those just above."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.facts_work import in_optional_school
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import incomes, listing
from monitoring.simulator.topics.incomes import LINE

_LOW, _DROP, _SCHOOL = "risk.income_below_line", "risk.income_drop", "risk.school_cost"
_SCHOOL_LINE = LINE * 3 // 2


def plant(planter: Planter) -> None:
    """The three rules about declared incomes; a fall needs a month to compare with."""
    _plant_school_costs(planter)
    _plant_falls(planter)
    _plant_low_incomes(planter)


def _declare(planter: Planter, who: Array, amount: Array | int) -> None:
    planter.world.listed["income"][planter.world.people["listed"][who]] = amount


def _plant_low_incomes(planter: Planter) -> None:
    listed, now = planter.world.listed, planter.world.month.index
    registered = planter.heads(planter.count - planter.count // 2, registered=True)
    _declare(planter, registered, LINE - 1 - np.arange(len(registered)) * 31_300)
    active = monitor(planter, 1, now - 2)
    listed["income"][active] = LINE - 45_000
    gone = monitor(planter, max(planter.count // 2 - 1, 1), now - 14)
    listing.eliminate(planter.world, gone, now - 3)
    listed["income_after"][gone] = LINE - 100
    planter.plant_households(_LOW, np.r_[registered, members(planter, np.r_[active, gone])])
    exact = planter.heads(planter.near_count, registered=True)
    _declare(planter, exact, LINE)
    planter.spare_households(_LOW, exact, "申报收入恰好等于监测收入线")
    risen = monitor(planter, planter.near_count, now - 14)
    listed["income"][risen] = LINE - 200_000
    listing.eliminate(planter.world, risen, now - 3)
    listed["income_after"][risen] = LINE
    planter.spare_households(_LOW, members(planter, risen), "识别时低于监测收入线，消除后已过线")
    silent = planter.heads(1, registered=True)
    _declare(planter, silent, NONE)
    planter.spare_households(_LOW, silent, "收入为空，无法判断")


def _plant_falls(planter: Planter) -> None:
    world = planter.world
    before = np.append(incomes.highest_before(world, 3, 12), NONE)[world.people["listed"]]
    comparable = planter.registered & planter.living & (before >= _SCHOOL_LINE) & (world.people["relation"] == 0)
    chosen = planter.people(comparable, planter.count)
    _declare(planter, chosen, before[chosen] * 7 // 10)
    planter.plant_households(_DROP, chosen)
    near = planter.people(comparable, planter.near_count)
    _declare(planter, near, before[near] * 7 // 10 + 1)
    planter.spare_households(_DROP, near, "降幅差一分不到三成")
    recent = planter.registered & planter.living & (before == NONE) & (world.people["relation"] == 0)
    fresh = planter.people(recent, planter.near_count)
    income = world.listed["income"][world.people["listed"][fresh]]
    _declare(planter, fresh, np.maximum(income * 6 // 10, LINE))
    planter.spare_households(_DROP, fresh, "没有三个月以前的申报收入可比")


def _plant_school_costs(planter: Planter) -> None:
    world = planter.world
    students = in_optional_school(world) & planter.unlisted & planter.living
    counts = np.bincount(world.people["household"][students], minlength=len(world.households))
    several = students & (counts[world.people["household"]] >= 2)
    chosen = planter.people(several, planter.count)
    _register(planter, chosen, _SCHOOL_LINE - 1)
    planter.plant_households(_SCHOOL, chosen)
    exact = planter.people(several, planter.near_count)
    _register(planter, exact, _SCHOOL_LINE)
    planter.spare_households(_SCHOOL, exact, "申报收入恰好等于监测收入线的 1.5 倍")
    single = planter.people(students & (counts[world.people["household"]] == 1), planter.near_count)
    _register(planter, single, LINE + 100_000)
    planter.spare_households(_SCHOOL, single, "非义务教育阶段只有一名学生")


def _register(planter: Planter, who: Array, income: int) -> None:
    """The whole households of these people become registered ones that declare this income."""
    people, homes = planter.world.people, planter.world.people["household"][who]
    rows = listing.put_on_list(planter.world, homes, True)
    for home, row in zip(homes, rows, strict=True):
        people["listed"][planter.living & (people["household"] == home)] = row
    planter.world.listed["income"][rows] = income
