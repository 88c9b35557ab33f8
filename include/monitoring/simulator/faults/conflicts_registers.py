"""Registers against numbers, telephones, accounts, couples, wages and each other."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.topics import payments, schooling, statements, work
from monitoring.simulator.truth_conflicts import supported
from monitoring.simulator.world import HEAD, SON, SPOUSE

_PHONE, _ACCOUNT, _SPOUSE = "conflict.phone_shared", "conflict.account_shared", "conflict.spouse_sex"
_STRANGER, _WAGE, _STUDENT = "conflict.unknown_person", "conflict.wage_implausible", "conflict.student_and_worker"


def plant(planter: Planter) -> None:
    """The seven rules about registers."""
    _plant_numbers(planter)
    _plant_phones(planter)
    _plant_accounts(planter)
    _plant_couples(planter)
    _plant_wages(planter)
    _plant_students(planter)
    _plant_strangers(planter)


def _plant_numbers(planter: Planter) -> None:
    world, rule = planter.world, "conflict.sex_or_birth"
    right = planter.living & ~world.has(world["misregistered"]["person"]) & (world.people["relation"] != SPOUSE)
    chosen = planter.people(right & (world.people["relation"] != HEAD), planter.lasting_count)
    odd = np.arange(len(chosen)) % 2 == 1
    statements.misregister(world, chosen, sex=~odd, birth=odd)
    planter.plant_people(rule, chosen)
    aged = right & (world.people["birth_ymd"] < 19_500_000)
    planter.spare_people(rule, planter.people(aged, planter.near_count), "旧证件号换算后一致")


def _plant_phones(planter: Planter) -> None:
    people = planter.world.people
    reachable = planter.living & (planter.ages >= 20) & (people["phone"] % 100 < 60)
    owners = planter.people(reachable, planter.lasting_count)
    users = planter.people(planter.living & (planter.ages >= 20), len(owners))
    owners = owners[: len(users)]
    people["phone"][users] = people["phone"][owners]
    planter.plant_people(_PHONE, np.r_[owners, users])
    heads = planter.people(reachable & (people["relation"] == HEAD) & planter.unlisted, planter.near_count)
    spouses = planter.living & (people["relation"] == SPOUSE)
    for head in heads:
        family = np.flatnonzero(spouses & (people["household"] == people["household"][head]))
        people["phone"][family] = people["phone"][head]
    planter.spare_people(_PHONE, heads, "夫妻共用一个电话")


def _plant_accounts(planter: Planter) -> None:
    world, people, day = planter.world, planter.world.people, planter.world.month.last_day
    own = planter.living & (people["relation"] == HEAD) & (people["account"] < 0)
    owners = planter.people(own, planter.lasting_count)
    users = planter.people(own, len(owners))
    owners = owners[: len(users)]
    people["account"][users] = owners
    payments.pay(world, np.r_[owners, users], payments.MACHINERY, day)
    planter.plant_people(_ACCOUNT, np.r_[owners, users])
    heads = planter.people(own & planter.unlisted, planter.near_count)
    spouses = planter.living & (people["relation"] == SPOUSE)
    for head in heads:
        family = np.flatnonzero(spouses & (people["household"] == people["household"][head]))
        people["account"][family] = head
        payments.pay(world, np.r_[head, family], payments.MACHINERY, day)
    planter.spare_people(_ACCOUNT, heads, "夫妻共用一个账户")


def _plant_couples(planter: Planter) -> None:
    """A grown son of a male head is written down as the head's spouse."""
    world, people = planter.world, planter.world.people
    fathers = planter.living & (people["relation"] == HEAD) & people["male"]
    led = np.isin(people["household"], people["household"][fathers]) & planter.unlisted
    sons = planter.living & led & (people["relation"] == SON) & people["male"] & (planter.ages >= 20)
    sons &= ~world.has(world["misregistered"]["person"])
    chosen = planter.people(sons, planter.near_count)
    people["relation"][chosen] = SPOUSE
    planter.plant_people(_SPOUSE, chosen)
    couples = planter.living & (people["relation"] == SPOUSE) & planter.unlisted
    couples &= ~world.has(world["misregistered"]["person"])
    planter.spare_people(_SPOUSE, planter.people(couples, planter.near_count), "夫妻性别不同")


def _plant_wages(planter: Planter) -> None:
    """Few, so that the delivery as a whole stays plausible."""
    world, spells = planter.world, planter.world["migrant"]
    running = (spells["end"] == NONE) & (spells["start"] <= world.month.index)
    away = planter.living & (world.people["listed"] >= 0) & world.has(spells["person"][running])
    count = min(planter.lasting_count, 1 + int(np.count_nonzero(away)) // 100)
    for wage, note in ((3_600_000, ""), (3_000_000, "月收入恰为上限"), (10_000, "月收入恰为下限")):
        chosen = planter.people(away, count)
        spells["wage"][running & world.has(chosen)[spells["person"]]] = wage
        if note:
            planter.spare_people(_WAGE, chosen, note)
        else:
            planter.plant_people(_WAGE, chosen)


def _plant_students(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    studying = (
        planter.living & (people["study"] == schooling.STUDYING) & (people["study_year"] == world.month.start_year)
    )
    studying &= (planter.ages >= 16) & ~facts_work.working(world) & ~world.has(world["job_insurance"]["person"])
    chosen = planter.people(studying & (people["stage"] == schooling.SENIOR), planter.near_count)
    work.insure(world, chosen, now - 1)
    planter.plant_people(_STUDENT, chosen)
    near = planter.people(studying & (people["stage"] >= schooling.VOCATIONAL), 1)
    work.insure(world, near, now - 1)
    planter.spare_people(_STUDENT, near, "中职及以上学生参加实习就业")


def _plant_strangers(planter: Planter) -> None:
    world, people = planter.world, planter.world.people
    strangers = ~people["in_register"] & (people["listed"] < 0) & ~people["dead"] & ~supported(world)
    free = planter.rng.permutation(np.flatnonzero(strangers))
    chosen, near = free[: planter.near_count], free[planter.near_count : 2 * planter.near_count]
    payments.pay(world, chosen, payments.MACHINERY, world.month.last_day - 3)
    planter.plant_people(_STRANGER, chosen)
    planter.spare_people(_STRANGER, near, "外地人，只有就医或车辆登记")
