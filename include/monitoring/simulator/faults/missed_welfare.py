"""Allowances and relief that poor, disabled and very old people are owed and do not get."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE, age_at
from monitoring.simulator.facts_support import ELDERLY_AGE, ELDERLY_MONTHS, INTELLECTUAL, kept
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.faults.risks import owe
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, listing, payments, welfare
from monitoring.simulator.world import HEAD

_SEVERE, _LABOUR, _LIVING = "missed.dibao_severely_disabled", "missed.dibao_no_labour", "missed.disability_living"
_RELIEF, _ELDERLY = "missed.medical_relief", "missed.elderly_allowance"
_PHYSICAL = 4


def plant(planter: Planter) -> None:
    """The five rules about allowances and relief."""
    _plant_severely_disabled(planter)
    _plant_helpless(planter)
    _plant_living_subsidies(planter)
    planter.enlist(2 * planter.count)
    _plant_unrelieved(planter)
    _plant_very_old(planter)


def _certify(planter: Planter, who: Array, grade: int, category: int) -> Array:
    """Certificates of long ago, with the care subsidy where it is due; returns their positions."""
    world = planter.world
    issued = np.full(len(who), world.month.last_day - 800)
    rows = health.grant_certificates(world, who, np.full(len(who), grade), issued)
    world["certificates"]["category"][rows] = category
    if grade <= 2:
        health.draw_subsidy(world, rows, health.CARE_SUBSIDY, world.month.index - 20)
    return rows


def _unsupported(planter: Planter) -> Array:
    """Grown people on no list, without certificate, of households that draw nothing from civil affairs."""
    world = planter.world
    spells = [world[name]["person"] for name in ("dibao", "destitute", "children", "low_income", "certificates")]
    return planter.living & planter.unlisted & (planter.ages >= 25) & planter.without(np.concatenate(spells))


def _impoverish(planter: Planter, who: Array) -> None:
    """Puts these people on the low-income list."""
    home = planter.world.people["household"][who]
    planter.world["low_income"].append(
        len(who), person=who, family=95_000_000 + home, category=home % 3, approved=planter.world.month.index - 2,
        income=58_000,
    )  # fmt: skip


def _plant_severely_disabled(planter: Planter) -> None:
    world = planter.world
    for grade, category in ((1, _PHYSICAL), (2, _PHYSICAL), (3, INTELLECTUAL)):
        who = planter.people(_unsupported(planter), max(1, planter.lasting_count // 3))
        _certify(planter, who, grade, category)
        _impoverish(planter, who)
        planter.plant_people(_SEVERE, who)
    known = world.has(world["certificates"]["person"]) | kept(world)
    watched = members(planter, monitor(planter, 1, world.month.index - 4))
    watched = watched[~known[watched]]
    _certify(planter, watched, 2, _PHYSICAL)
    planter.plant_people(_SEVERE, watched)
    lighter = planter.people(_unsupported(planter), planter.near_count)
    _certify(planter, lighter, 3, _PHYSICAL)
    _impoverish(planter, lighter)
    planter.spare_people(_SEVERE, lighter, "三级肢体残疾不在单人保范围")
    cared = planter.people(_unsupported(planter) & (planter.ages >= 60), planter.near_count)
    _certify(planter, cared, 1, _PHYSICAL)
    _impoverish(planter, cared)
    world["destitute"].append(len(cared), person=cared, amount=80_000, start=world.month.index - 9)
    planter.spare_people(_SEVERE, cared, "已享受特困供养")


def _plant_helpless(planter: Planter) -> None:
    world = planter.world
    can = np.flatnonzero(facts_work.visible(world) & (facts_work.labour_ability(world) <= facts_work.WEAK))
    for count, supported in ((planter.count, False), (planter.near_count, True)):
        alone = planter.living & planter.unlisted & (world.people["relation"] == HEAD)
        alone &= planter.without(can) & planter.without(np.flatnonzero(kept(world)))
        heads = planter.people(alone, count)
        rows = listing.put_on_list(world, world.people["household"][heads], True)
        found = members(planter, rows)
        if supported:
            welfare.allow(world, found, world.month.index)
            planter.spare_households(_LABOUR, found, "整户无劳动能力，已有人享受低保")
        else:
            planter.plant_households(_LABOUR, found)


def _plant_living_subsidies(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index

    def disabled(count: int, end: int = NONE) -> tuple[Array, Array]:
        who = planter.people(_unsupported(planter), count)
        welfare.allow(world, who, now - 15, end)
        return who, _certify(planter, who, 4, _PHYSICAL)

    who, _ = disabled(planter.count)
    planter.plant_people(_LIVING, who)
    drawing, rows = disabled(planter.near_count)
    health.draw_subsidy(world, rows, health.LIVING_SUBSIDY, now)
    planter.spare_people(_LIVING, drawing, "生活补贴本月起发")
    ended, _ = disabled(planter.near_count, now - 1)
    planter.spare_people(_LIVING, ended, "低保已于上月截止")


def _plant_unrelieved(planter: Planter) -> None:
    world = planter.world
    heads = planter.heads(planter.count, registered=True)
    owe(planter, heads, 41_300)
    settled = world["settlements"]
    rows = np.isin(world.units[settled["person"]], world.units[heads])
    settled["basic"][rows] += settled["relief"][rows]
    settled["relief"][rows] = 0
    planter.plant_households(_RELIEF, heads)
    relieved = planter.heads(planter.near_count, registered=True)
    owe(planter, relieved, 41_300)
    planter.spare_households(_RELIEF, relieved, "已获医疗救助")
    draws = np.concatenate([world[name]["person"] for name in ("dibao", "destitute", "low_income")])
    better_off = planter.living & planter.unlisted & (world.people["relation"] == HEAD) & planter.without(draws)
    strangers = planter.people(better_off, planter.near_count)
    owe(planter, strangers, 41_300)
    planter.spare_households(_RELIEF, strangers, "不是救助对象的一般农户")


def _plant_very_old(planter: Planter) -> None:
    world, since = planter.world, planter.world.month.shift(-ELDERLY_MONTHS).as_of
    long_old = age_at(world.people["birth_ymd"], since) >= ELDERLY_AGE

    def unpaid(mask: Array, count: int) -> Array:
        who = planter.people(planter.living & (planter.ages >= ELDERLY_AGE) & mask, count)
        paid = world["payments"]
        paid.keep(~((paid["item"] == payments.ELDERLY) & world.has(who)[paid["person"]] & (paid["day"] > since)))
        return who

    planter.plant_people(_ELDERLY, unpaid(long_old, planter.count))
    planter.spare_people(_ELDERLY, unpaid(~long_old, planter.near_count), "达到年龄还不满一个发放间隔")
    paid = unpaid(long_old, planter.near_count)
    payments.pay(world, paid, payments.ELDERLY, since + 1)
    planter.spare_people(_ELDERLY, paid, "发放日恰在一个发放间隔之内")
