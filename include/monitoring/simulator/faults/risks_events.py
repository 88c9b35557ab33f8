"""Illness, disability, water, disasters, accidents and deaths: what befell a household, and what only seems to have."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.facts_events import INCIDENT_LOSS, lost_earner
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, homes, vital, water, work
from monitoring.simulator.world import DECEASED, HEAD, MOVED_OUT

_ILLNESS, _DISABILITY, _WATER = "risk.major_illness", "risk.new_severe_disability", "risk.unsafe_water"
_DISASTER, _ACCIDENT, _DEATH = "risk.disaster", "risk.accident", "risk.earner_death"
# Numbers of planted events lie beyond those of natural ones.
_NUMBERS = 500_000


def plant(planter: Planter) -> None:
    """The six rules about what happened to people and houses."""
    _plant_illnesses(planter)
    _plant_disabilities(planter)
    _plant_water(planter)
    _plant_disasters(planter)
    _plant_accidents(planter)
    _plant_deaths(planter)


def _fall_ill(planter: Planter, count: int, disease: Array | int, day: int) -> Array:
    world = planter.world
    healthy = planter.living & planter.unlisted & ~world.has(world["illnesses"]["person"]) & (planter.ages >= 20)
    who = planter.people(healthy, count)
    kinds = np.broadcast_to(np.asarray(disease), (count,))[: len(who)]
    world["illnesses"].append(len(who), person=who, disease=kinds, day=day, card=True, signed=True)
    return who


def _plant_illnesses(planter: Planter) -> None:
    month, people, count = planter.world.month, planter.world.people, planter.lasting_count
    kinds = np.array([kind for _, _, kind in health.DISEASES])
    serious, lasting = np.flatnonzero(kinds != health.LONG_TERM), np.flatnonzero(kinds == health.LONG_TERM)
    chosen = _fall_ill(planter, count, serious[np.arange(count) % len(serious)], month.last_day - 9)
    planter.plant_households(_ILLNESS, chosen)
    chronic = _fall_ill(planter, planter.near_count, int(lasting[0]), month.last_day - 9)
    planter.spare_households(_ILLNESS, chronic, "新近确诊的是慢性病")
    earlier = _fall_ill(planter, planter.near_count, int(serious[0]), month.year_ago)
    planter.spare_households(_ILLNESS, earlier, "确诊恰在十二个月之前")
    gone = _fall_ill(planter, planter.near_count, int(serious[1]), month.last_day - 30)
    people["status"][gone], people["status_day"][gone] = MOVED_OUT, month.last_day - 2
    planter.spare_households(_ILLNESS, gone, "患者已迁出")


def _certify(planter: Planter, count: int, grade: int, issued: int) -> tuple[Array, Array]:
    """Adults with a new certificate, and the certificates; the care subsidy follows where it is due."""
    world = planter.world
    free = planter.living & planter.unlisted & ~world.has(world["certificates"]["person"]) & (planter.ages >= 25)
    who = planter.people(free, count)
    rows = health.grant_certificates(world, who, np.full(len(who), grade), np.full(len(who), issued))
    world["certificates"]["until"][rows] = issued + 3652
    if grade <= health.CARE_SUBSIDY + 1:
        health.draw_subsidy(world, rows, health.CARE_SUBSIDY, world.month.index)
    return who, rows


def _plant_disabilities(planter: Planter) -> None:
    month, planted = planter.world.month, planter.lasting_count
    for grade, count in ((1, planted - planted // 2), (2, planted // 2)):
        who, _ = _certify(planter, count, grade, month.last_day - 12)
        planter.plant_households(_DISABILITY, who)
    who, _ = _certify(planter, planter.near_count, 3, month.last_day - 12)
    planter.spare_households(_DISABILITY, who, "新发的是三级残疾证")
    who, _ = _certify(planter, planter.near_count, 1, month.year_ago)
    planter.spare_households(_DISABILITY, who, "发证恰在十二个月之前")
    who, rows = _certify(planter, planter.near_count, 2, month.last_day - 40)
    planter.world["certificates"]["status"][rows] = health.CANCELLED
    planter.spare_households(_DISABILITY, who, "新证已注销")


def _unassessed(planter: Planter, count: int) -> Array:
    owners = planter.without(planter.world["water"]["person"]) & planter.unlisted
    return planter.people(planter.living & owners & (planter.world.people["relation"] == HEAD), count)


def _plant_water(planter: Planter) -> None:
    table, day = planter.world["water"], planter.world.month.last_day - 25
    rows = water.assess(planter.world, _unassessed(planter, planter.count), day)
    for place, row in enumerate(rows):
        table[water.INDICATORS[place % len(water.INDICATORS)]][row] = False
    planter.plant_households(_WATER, table["person"][rows])
    good = water.assess(planter.world, _unassessed(planter, planter.near_count), day)
    table["scattered"][good] = True
    planter.spare_households(_WATER, table["person"][good], "分散供水，四项指标均达标")


def _victims(planter: Planter, count: int) -> Array:
    mask = planter.living & planter.unlisted & (planter.world.people["relation"] == HEAD) & (planter.ages >= 18)
    return planter.people(mask, count)


def _befall(planter: Planter, name: str, who: Array, day: int, **values: Array | int) -> None:
    table = planter.world[name]
    numbers = (planter.world.month.index - 24_000) * 1_000_000 + _NUMBERS + len(table) + np.arange(len(who))
    table.append(len(who), person=who, no=numbers, kind=np.arange(len(who)) % 4, day=day, **values)


def _plant_disasters(planter: Planter) -> None:
    month = planter.world.month
    chosen = _victims(planter, planter.lasting_count)
    half = np.arange(len(chosen)) % 2
    loss, rooms = np.where(half == 0, INCIDENT_LOSS, 90_000), np.where(half == 0, 0, 1)
    _befall(planter, "disasters", chosen, month.last_day - 14, loss=loss, rooms=rooms)
    planter.plant_households(_DISASTER, chosen)
    near = _victims(planter, planter.near_count)
    _befall(planter, "disasters", near, month.last_day - 14, loss=INCIDENT_LOSS - 1, rooms=0)
    planter.spare_households(_DISASTER, near, "损失差一分不到监测线，房屋未倒损")
    earlier = _victims(planter, planter.near_count)
    _befall(planter, "disasters", earlier, month.year_ago, loss=INCIDENT_LOSS * 5, rooms=2)
    planter.spare_households(_DISASTER, earlier, "灾害恰在十二个月之前")


def _plant_accidents(planter: Planter) -> None:
    month = planter.world.month
    chosen = _victims(planter, planter.lasting_count)
    half = np.arange(len(chosen)) % 2
    injury, loss = np.where(half == 0, homes.SEVERE, homes.LIGHT), np.where(half == 0, 50_000, INCIDENT_LOSS)
    _befall(planter, "accidents", chosen, month.last_day - 8, injury=injury, loss=loss)
    planter.plant_households(_ACCIDENT, chosen)
    near = _victims(planter, planter.near_count)
    _befall(planter, "accidents", near, month.last_day - 8, injury=homes.LIGHT, loss=INCIDENT_LOSS - 1)
    planter.spare_households(_ACCIDENT, near, "轻伤，损失差一分不到监测线")
    earlier = _victims(planter, planter.near_count)
    _befall(planter, "accidents", earlier, month.year_ago, injury=homes.SEVERE, loss=INCIDENT_LOSS * 4)
    planter.spare_households(_ACCIDENT, earlier, "事故恰在十二个月之前")


def _plant_deaths(planter: Planter) -> None:
    """Deaths that the police and the hospital report at once, in households where somebody is left."""
    world, people = planter.world, planter.world.people
    day = world.month.last_day - 9
    free = planter.living & planter.unlisted & (people["job"] == work.FARM) & (people["relation"] != HEAD)
    free &= ~world.has(world["dibao"]["person"]) & ~world.has(world["certificates"]["person"])
    free &= ~world.has(world["job_insurance"]["person"]) & (people["study"] < 0) & planter.accompanied
    chosen = planter.people(free & (planter.ages >= 25) & (planter.ages < 59), planter.lasting_count)
    _die(planter, chosen, day)
    planter.plant_households(_DEATH, chosen)
    old = planter.people(free & (planter.ages >= 61), planter.near_count)
    _die(planter, old, day)
    planter.spare_households(_DEATH, old, "死者已过劳动年龄")
    child = planter.people(free & (planter.ages < 6) & (planter.ages >= 1), planter.near_count)
    _die(planter, child, day)
    planter.spare_households(_DEATH, child, "死者未到劳动年龄")
    alone = np.flatnonzero(lost_earner(world) & (planter.units >= 0))
    units = planter.units[alone]
    left = np.isin(units, planter.units[planter.living])
    planter.spare_households(_DEATH, alone[~left & planter.free[units]][: planter.near_count], "户内已无人")


def _die(planter: Planter, who: Array, day: int) -> None:
    world, people = planter.world, planter.world.people
    now, days = np.full(len(who), world.month.index), np.full(len(who), day)
    people["dead"][who], people["death_day"][who] = True, day
    people["status"][who], people["status_day"][who] = DECEASED, world.month.last_day
    people["insured_status"][who], people["pension_status"][who] = 2, -1
    people["pension_start"][who], people["pension_amount"][who] = NONE, NONE
    vital.add_deaths(world, who, days, now, np.full(len(who), NONE), now)
