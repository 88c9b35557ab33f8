"""Contradictory deaths, and risks marked as gone too soon or wrongly."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults import risks
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing, schooling, vital
from monitoring.simulator.world import DECEASED

_ALIVE_OR_DEAD = "conflict.alive_or_dead"
_TOO_SOON, _STILL_THERE = "elimination.too_soon", "elimination.risk_still_there"


def plant(planter: Planter) -> None:
    """The conflict of registers and both elimination rules."""
    _plant_contradictions(planter)
    _plant_hasty_ends(planter)
    _plant_remaining_risks(planter)


def _plant_contradictions(planter: Planter) -> None:
    """A death certificate or a cremation under the number of somebody who is alive."""
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    count = planter.count + 1
    old = planter.people(planter.living & (planter.ages >= 50), count)
    day = np.full(len(old), world.month.last_day - 6)
    never, half = np.full(len(old), NONE), np.arange(len(old)) % 2 == 0
    vital.add_deaths(world, old, day, never, np.where(half, now, NONE), np.where(half, NONE, now))
    planter.plant_people(_ALIVE_OR_DEAD, old)
    reported = world.reported_deaths()[1] >= 2
    buried = planter.people(people["in_register"] & (people["status"] == DECEASED) & reported, planter.near_count)
    planter.spare_people(_ALIVE_OR_DEAD, buried, "户籍已注销，各部门一致")


def _plant_hasty_ends(planter: Planter) -> None:
    now = planter.world.month.index
    hasty = monitor(planter, planter.count, now - 5)
    listing.eliminate(planter.world, hasty, now - np.arange(len(hasty)) % 3)
    planter.plant_households(_TOO_SOON, members(planter, hasty))
    exact = monitor(planter, planter.near_count + 1, now - 6)
    listing.eliminate(planter.world, exact, now)
    planter.spare_households(_TOO_SOON, members(planter, exact), "识别后恰满六个月消除")
    unknown = monitor(planter, 1, now - 3)
    listing.eliminate(planter.world, unknown, NONE)
    planter.spare_households(_TOO_SOON, members(planter, unknown), "消除时间为空，无法判断")


def _plant_remaining_risks(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    rows = monitor(planter, max(3, planter.count), now - 16)
    listing.eliminate(world, rows, now - 4)
    who = members(planter, rows)
    way = np.arange(len(who)) % 3
    risks.owe(planter, who[way == 0], 50_000)
    risks.uninsure(planter, who[way == 1])
    risks.condemn(planter, who[way == 2])
    for number, rule in enumerate(("risk.medical_self_paid", "risk.uninsured", "risk.unsafe_housing")):
        planter.plant_households(rule, who[way == number])
    children = _eliminated_with_dropout(planter)
    planter.plant_households("risk.dropout", children)
    planter.plant_households(_STILL_THERE, np.r_[who, children])
    calm = monitor(planter, planter.near_count, now - 16)
    listing.eliminate(world, calm, now - 4)
    well = members(planter, calm)
    risks.owe(planter, well, -1)
    planter.spare_households(_STILL_THERE, well, "自付金额差一分不到标准")


def _eliminated_with_dropout(planter: Planter) -> Array:
    """A pupil who left school, in a household whose risk was marked as gone."""
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    absent = world.has(world["absences"]["person"][world["absences"]["year"] == world.month.start_year])
    pupils = planter.living & planter.unlisted & (people["study"] == schooling.STUDYING) & ~absent
    pupils &= (world.school_ages >= 7) & (world.school_ages <= 15)
    children = planter.people(pupils, 1)
    rows = listing.put_on_list(world, people["household"][children], False)
    people["listed"][children] = rows
    world.listed["category"][rows] = listing.MARGINAL
    listing.identify(world, rows, now - 15)
    listing.eliminate(world, rows, now - 3)
    people["study"][children] = -1
    return children
