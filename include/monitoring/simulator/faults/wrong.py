"""Help that should not be paid, and households for whom it is right after all."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import payments, pension, welfare, work
from monitoring.simulator.topics import property as estate
from monitoring.simulator.world import HEAD

_AFTER_DEATH, _CAR, _SALARY = "wrong.paid_after_death", "wrong.dibao_car", "wrong.dibao_public_salary"


def plant(planter: Planter) -> None:
    """All three wrong rules."""
    _plant_after_death(planter)
    _plant_cars(planter)
    _plant_salaries(planter)


def _plant_after_death(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    first_death, _ = world.reported_deaths()
    known = people["dead"] & people["in_register"] & (first_death != NONE)
    drawing = (people["pension_status"] == pension.DRAWING) | ~planter.without(world["dibao"]["person"])
    months = world.death_months()
    earlier = known & ~drawing & (months < now) & ~world.has(world["destitute"]["person"])
    chosen = planter.people(earlier, planter.count + 1)
    way = np.arange(len(chosen)) % 3
    people["pension_status"][chosen[way == 0]] = pension.DRAWING
    people["pension_start"][chosen[way == 0]] = months[chosen[way == 0]] - 10
    people["pension_amount"][chosen[way == 0]] = 18_500
    welfare.allow(world, chosen[way == 1], now - 30, single=True)
    payments.pay(world, chosen[way == 2], payments.FOREST, world.month.last_day)
    planter.plant_people(_AFTER_DEATH, chosen)
    ended = planter.people(earlier, planter.near_count)
    welfare.allow(world, ended, months[ended] - 14, months[ended], single=True)
    planter.spare_people(_AFTER_DEATH, ended, "待遇在死亡当月截止")
    paid = planter.people(earlier & (people["death_day"] > world.month.year_ago), planter.near_count)
    for person in paid:
        payments.pay(world, np.array([person]), payments.MACHINERY, int(people["death_day"][person]))
    planter.spare_people(_AFTER_DEATH, paid, "补贴在死亡当月发放")
    fresh = planter.people(known & ~drawing & (months == now), planter.near_count)
    welfare.allow(world, fresh, now - 20, single=True)
    planter.spare_people(_AFTER_DEATH, fresh, "本月死亡，待遇计到本月")


def poor(planter: Planter, count: int, begun: int, end: int = NONE, among: Array | None = None) -> Array:
    """Grown heads of small means, of those in the mask, whose whole household is given the allowance."""
    world = planter.world
    others = [world[name]["person"] for name in ("dibao", "destitute", "job_insurance")]
    mask = planter.modest & planter.without(np.concatenate(others))
    mask &= planter.living & (world.people["relation"] == HEAD) & (planter.ages >= 22)
    heads = planter.people(mask if among is None else mask & among, count)
    household = np.zeros(world.unit_count(), dtype=bool)
    household[planter.units[heads]] = True
    members = np.flatnonzero(planter.living & household[np.maximum(planter.units, 0)] & (planter.units >= 0))
    welfare.allow(world, members, begun, end)
    return heads


def _plant_cars(planter: Planter) -> None:
    world, now, day = planter.world, planter.world.month.index, planter.world.month.last_day - 4
    chosen = poor(planter, planter.count, now - 13)
    way = np.arange(len(chosen)) % 3
    for kind in (estate.CAR, estate.TRUCK, estate.COACH):
        estate.buy(world, chosen[way == kind], kind, day)
    planter.plant_households(_CAR, chosen)
    for kind, status, why in (
        (estate.DISABILITY_VEHICLE, estate.IN_USE, "残疾人专用车不算"),
        (estate.MOTORCYCLE, estate.IN_USE, "摩托车不算"),
        (estate.CAR, estate.SCRAPPED, "车辆已报废"),
        (estate.CAR, estate.CANCELLED, "车辆已注销"),
    ):
        near = poor(planter, planter.near_count, now - 9)
        estate.buy(world, near, kind, day - 900, status)
        planter.spare_households(_CAR, near, why)
    ended = poor(planter, planter.near_count, now - 22, now - 1)
    estate.buy(world, ended, estate.CAR, day)
    planter.spare_households(_CAR, ended, "买车之前低保已于上月截止")


def _plant_salaries(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    for category in (work.SERVING, work.RETIRED, work.LONG_TERM):
        chosen = poor(planter, max(1, planter.count // 3), now - 8)
        work.pay_from_treasury(world, chosen, category)
        planter.plant_households(_SALARY, chosen)
    ended = poor(planter, planter.near_count, now - 22, now - 1)
    work.pay_from_treasury(world, ended, work.SERVING)
    planter.spare_households(_SALARY, ended, "低保已于上月截止")
    employed = poor(planter, planter.near_count, now - 11)
    never = employed[~world.has(world["job_insurance"]["person"])[employed]]
    work.insure(world, never, now - 2)
    planter.spare_households(_SALARY, never, "在企业就业，不是财政供养人员")
