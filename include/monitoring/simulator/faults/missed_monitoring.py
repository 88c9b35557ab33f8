"""Monitored households that are helped in the wrong way, or that nobody looks after; houses left half done."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.faults.risks import house_owners
from monitoring.simulator.table import Array
from monitoring.simulator.topics import homes, listing
from monitoring.simulator.truth_missed import REPAIR_GRACE_DAYS

_CAUSE, _CONTACT, _VISIT = "missed.measure_for_cause", "missed.contact", "missed.visit"
_RENOVATION, _SUBSIDY, _MOVED_IN = "missed.renovation", "missed.renovation_subsidy", "missed.moved_in"
_ILLNESS, _SCHOOLING, _WATER = 0, 2, 8
_FINANCE, _EDUCATION = 2, 5


def plant(planter: Planter) -> None:
    """The three rules about looking after a household, and the three about its house."""
    _plant_unfit_measures(planter)
    _plant_without_contact(planter)
    _plant_unvisited(planter)
    _plant_unrenovated(planter)
    _plant_half_done(planter)


def _helped(planter: Planter, count: int, identified: int, causes: tuple[int, int], given: int) -> Array:
    """A member each of so many households monitored for these causes with these measures."""
    listed, rows = planter.world.listed, monitor(planter, count, identified)
    listed["cause_1"][rows], listed["cause_2"][rows] = causes
    listed["help"][rows] = given
    return members(planter, rows)


def _plant_unfit_measures(planter: Planter) -> None:
    now = planter.world.month.index
    share = max(1, planter.lasting_count // 2)
    second = (_SCHOOLING, _WATER), 1 << _FINANCE | 1 << _EDUCATION
    for causes, given in (((_ILLNESS, -1), 1 << _FINANCE), second):
        planter.plant_households(_CAUSE, _helped(planter, share, now - 3, causes, given))
    for identified, given, why in (
        (now - 3, 1 << listing.SOCIETY, "因病户的社会帮扶也算对应措施"),
        (now - 1, 1 << _FINANCE, "上月才识别，尚在规定期限内"),
    ):
        fit = _helped(planter, planter.near_count, identified, (_ILLNESS, -1), given)
        planter.spare_households(_CAUSE, fit, why)


def _plant_without_contact(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    alone = monitor(planter, planter.lasting_count, now - 2)
    world.listed["no_contact"][alone] = True
    planter.plant_households(_CONTACT, members(planter, alone))
    gone = monitor(planter, planter.near_count, now - 14)
    listing.eliminate(world, gone, now - 2)
    world.listed["no_contact"][gone] = True
    planter.spare_households(_CONTACT, members(planter, gone), "风险已消除")


def _plant_unvisited(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    forsaken = monitor(planter, planter.count, now - 3)
    world.listed["forsaken"][forsaken] = True
    since = world.month.shift(-1).as_of
    _visit(planter, forsaken[::2], since)
    planter.plant_households(_VISIT, members(planter, forsaken))
    recent = monitor(planter, planter.near_count, now - 1)
    world.listed["forsaken"][recent] = True
    planter.spare_households(_VISIT, members(planter, recent), "上月才识别，还不满一个走访间隔")
    just = monitor(planter, planter.near_count, now - 3)
    world.listed["forsaken"][just] = True
    _visit(planter, just, since + 1)
    planter.spare_households(_VISIT, members(planter, just), "走访日恰在一个走访间隔之内")


def _visit(planter: Planter, rows: Array, day: int) -> None:
    planter.world["visits"].append(len(rows), listed=rows, day=day, visitor=rows % 97)


def _plant_unrenovated(planter: Planter) -> None:
    as_of = planter.world.month.as_of
    chosen = house_owners(planter, planter.lasting_count)
    homes.appraise(planter.world, chosen, homes.GRADE_D, as_of - REPAIR_GRACE_DAYS - 1)
    planter.plant_households(_RENOVATION, chosen)
    waiting = house_owners(planter, planter.near_count)
    homes.appraise(planter.world, waiting, homes.GRADE_C, as_of - REPAIR_GRACE_DAYS)
    planter.spare_households(_RENOVATION, waiting, "鉴定到比对日恰在规定期限之内")


def _plant_half_done(planter: Planter) -> None:
    world, houses, as_of = planter.world, planter.world["houses"], planter.world.month.as_of

    def renovated(count: int, begun: int) -> tuple[Array, Array]:
        who = house_owners(planter, count)
        rows = homes.appraise(world, who, homes.GRADE_C, begun - 60)
        homes.renovate(world, rows, np.full(len(houses), begun))
        return who, rows

    who, rows = renovated(planter.lasting_count, as_of - 160)
    houses["paid"][rows] = NONE
    planter.plant_households(_SUBSIDY, who)
    open_, rows = renovated(planter.near_count, as_of - 120)
    houses["accepted"][rows], houses["paid"][rows] = NONE, NONE
    planter.spare_households(_SUBSIDY, open_, "改造尚未验收，补助还不应发放")
    away, rows = renovated(planter.lasting_count, as_of - 160)
    houses["moved_in"][rows] = False
    planter.plant_households(_MOVED_IN, away)
    building, rows = renovated(planter.near_count, as_of - 25)
    houses["completed"][rows], houses["moved_in"][rows] = as_of + 5, False
    houses["accepted"][rows], houses["paid"][rows] = NONE, NONE
    planter.spare_households(_MOVED_IN, building, "改造还没有竣工")
