"""Help that is due and does not arrive, and people who only seem to be forgotten."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, listing, pension, work
from monitoring.simulator.world import MOVED_OUT

_CARE, _PENSION, _MEASURES = "missed.disability_care", "missed.resident_pension", "missed.measures"


def plant(planter: Planter) -> None:
    """All three missed rules."""
    _plant_care(planter)
    _plant_pensions(planter)
    _plant_measures(planter)


def _certify(planter: Planter, count: int, grade: int) -> tuple[Array, Array]:
    """Adults who are given a certificate long ago, and the certificates."""
    mask = planter.living & (planter.ages >= 25) & ~planter.world.has(planter.world["certificates"]["person"])
    who = planter.people(mask, count)
    issued = np.full(len(who), planter.world.month.last_day - 700)
    certificates = health.grant_certificates(planter.world, who, np.full(len(who), grade), issued)
    planter.world["certificates"]["until"][certificates] = issued + 3652
    return who, certificates


def _plant_care(planter: Planter) -> None:
    world, now, certificates = planter.world, planter.world.month.index, planter.world["certificates"]
    first, _ = _certify(planter, planter.count, 1)
    second, stopped = _certify(planter, 2, 2)
    health.draw_subsidy(world, stopped, health.CARE_SUBSIDY, now - 15, now - 1)
    planter.plant_people(_CARE, np.r_[first, second])
    near = planter.near_count
    who, held = _certify(planter, near, 2)
    health.draw_subsidy(world, held, health.CARE_SUBSIDY, now - 15, now)
    planter.spare_people(_CARE, who, "护理补贴发放到本月")
    who, held = _certify(planter, near, 1)
    health.draw_subsidy(world, held, health.CARE_SUBSIDY, now)
    planter.spare_people(_CARE, who, "护理补贴本月起发")
    who, held = _certify(planter, near, 1)
    certificates["issued"][held] -= 3000
    certificates["until"][held] = world.month.as_of - 1
    planter.spare_people(_CARE, who, "残疾人证前一天到期")
    who, held = _certify(planter, near, 2)
    certificates["status"][held] = health.CANCELLED
    planter.spare_people(_CARE, who, "残疾人证已注销")
    who, _ = _certify(planter, near, 3)
    planter.spare_people(_CARE, who, "三级残疾不发护理补贴")
    who, _ = _certify(planter, near, 1)
    world.people["status"][who], world.people["status_day"][who] = MOVED_OUT, world.month.last_day - 2
    planter.spare_people(_CARE, who, "持证人已迁出")


def _plant_pensions(planter: Planter) -> None:
    world, people = planter.world, planter.world.people
    other = world.has(world["job_insurance"]["person"]) | world.has(world["payroll"]["person"])
    old = planter.living & (planter.ages >= 61) & (people["pension_status"] == pension.DRAWING) & ~other
    chosen = planter.people(old, planter.count + 1)
    way = np.arange(len(chosen)) % 3
    _stop(planter, chosen, np.choose(way, [pension.PAYING, pension.PAUSED, -1]))
    serving = planter.people(old & (planter.ages < 63), 1)
    _stop(planter, serving, -1)
    work.pay_from_treasury(world, serving, work.SERVING)
    planter.plant_people(_PENSION, np.r_[chosen, serving])
    public = planter.people(old, planter.near_count)
    _stop(planter, public, -1)
    work.pay_from_treasury(world, public, work.RETIRED)
    planter.spare_people(_PENSION, public, "财政供养退休人员")
    employees = planter.people(old, planter.near_count)
    _stop(planter, employees, -1)
    work.retire(world, employees)
    planter.spare_people(_PENSION, employees, "领取职工养老金")
    nearly = planter.people(planter.living & (planter.ages == 59) & (people["pension_status"] == 0), planter.near_count)
    planter.spare_people(_PENSION, nearly, "比对日尚不满六十周岁")


def _stop(planter: Planter, who: Array, status: Array | int) -> None:
    people = planter.world.people
    people["pension_status"][who] = status
    people["pension_start"][who], people["pension_amount"][who] = NONE, NONE


def monitor(planter: Planter, count: int, identified: int) -> Array:
    """Puts so many households on the list as monitored since that month; positions on the list."""
    rows = listing.put_on_list(planter.world, planter.homes(count), False)
    planter.world.listed["category"][rows] = np.where(rows % 2 == 0, listing.MARGINAL, listing.SUDDEN)
    listing.identify(planter.world, rows, identified)
    return rows


def members(planter: Planter, rows: Array) -> Array:
    """A living member of each of these listed households."""
    place = planter.world.people["listed"]
    who = np.flatnonzero(np.isin(place, rows) & planter.living)
    _, first = np.unique(place[who], return_index=True)
    return who[first]


def _plant_measures(planter: Planter) -> None:
    listed, now = planter.world.listed, planter.world.month.index
    forgotten = monitor(planter, planter.count, now - 2)
    listed["help"][forgotten], listed["stalled"][forgotten] = 0, True
    planter.plant_households(_MEASURES, members(planter, forgotten))
    recent = monitor(planter, planter.near_count, now - 1)
    listed["help"][recent] = 0
    planter.spare_households(_MEASURES, members(planter, recent), "上月才识别，尚在规定期限内")
    one = monitor(planter, planter.near_count, now - 3)
    listed["help"][one] = 1 << listing.SOCIETY
    planter.spare_households(_MEASURES, members(planter, one), "只有社会帮扶一项，也是措施")
    unknown = monitor(planter, 1, NONE)
    listed["help"][unknown] = 0
    planter.spare_households(_MEASURES, members(planter, unknown), "识别时间为空，无法判断")
