"""Students, patients and insured people of listed households who are forgotten, or only seem to be."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_support
from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.missed import monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing, medical, schooling
from monitoring.simulator.topics.incomes import LINE
from monitoring.simulator.topics.schooling import running_term
from monitoring.simulator.topics.support import pay_aid

_PREMIUM, _AID, _GRANT = "missed.premium_subsidy", "missed.student_aid", "missed.rain_dew"
_CARD, _DOCTOR = "missed.chronic_card", "missed.family_doctor"
_HYPERTENSION, _DIABETES, _SCHIZOPHRENIA = 3, 4, 6


def plant(planter: Planter) -> None:
    """The five rules about premiums, aid for students and care for the ill."""
    _plant_premiums(planter)
    _plant_students(planter)
    _plant_trainees(planter)
    planter.enlist(3 * planter.count)
    _plant_cards(planter)
    _plant_doctors(planter)


def _paying(planter: Planter, rows: Array) -> Array:
    """Who of these listed households is insured as a resident, one of each; none of them is subsidised any more."""
    people = planter.world.people
    insured = planter.living & (people["insured_as"] == medical.RESIDENT)
    insured &= (people["insured_status"] == medical.INSURED) & ~people["premium_paid"]
    insured &= people["insured_year"] == planter.world.month.period.year
    who = np.flatnonzero(insured & np.isin(people["listed"], rows))
    _, first = np.unique(people["listed"][who], return_index=True)
    people["premium_missed"][who[first]] = True
    return who[first]


def _plant_premiums(planter: Planter) -> None:
    now = planter.world.month.index
    planter.plant_people(_PREMIUM, _paying(planter, monitor(planter, planter.lasting_count, now - 4)))
    gone = monitor(planter, planter.near_count, now - 12)
    listing.eliminate(planter.world, gone, now - 3)
    planter.spare_people(_PREMIUM, _paying(planter, gone), "风险已消除")


def _students(planter: Planter, stages: tuple[int, ...], count: int) -> Array:
    """Students without any aid whose households become registered ones."""
    world, people = planter.world, planter.world.people
    year = world.month.start_year
    aided = [world[name]["person"][world[name]["year"] == year] for name in ("student_aid", "rain_dew")]
    mask = planter.living & planter.unlisted & (people["study"] == schooling.STUDYING)
    mask &= (people["study_year"] == year) & np.isin(people["stage"], stages) & planter.without(np.concatenate(aided))
    who = planter.people(mask, count)
    homes = people["household"][who]
    rows = listing.put_on_list(world, homes, True)
    people["listed"][who] = rows
    world.listed["income"][rows] = LINE * 2
    return who


def _note(planter: Planter, rule: str, who: Array) -> None:
    if facts_support.aid_is_due(planter.world):
        planter.plant_people(rule, who)
    else:
        planter.spare_people(rule, who, "学年开始不久，资助尚未到发放时间")


def _plant_students(planter: Planter) -> None:
    stages = tuple(range(schooling.PRIMARY, schooling.SENIOR + 1))
    _note(planter, _AID, _students(planter, stages, planter.count))
    day = planter.world.month.last_day - 2
    aided = _students(planter, stages, planter.near_count)
    pay_aid(planter.world, aided, day)
    planter.spare_people(_AID, aided, "本学年已获资助")
    small = _students(planter, (schooling.PRESCHOOL,), planter.near_count)
    planter.spare_people(_AID, small, "学前阶段不在范围")


def _plant_trainees(planter: Planter) -> None:
    world, day = planter.world, planter.world.month.last_day - 2
    stages = (schooling.VOCATIONAL, schooling.COLLEGE)
    owed = _students(planter, stages, planter.count)
    _note(planter, _GRANT, owed)
    granted = _students(planter, stages, planter.near_count)
    world["rain_dew"].append(
        len(granted), person=granted, amount=150_000, year=world.month.start_year, term=running_term(world), day=day
    )
    planter.spare_people(_GRANT, granted, "本学年已发雨露计划补助")
    general = _students(planter, (schooling.SENIOR, schooling.UNIVERSITY), planter.near_count)
    planter.spare_people(_GRANT, general, "普通高中和本科不在雨露计划范围")
    pay_aid(world, np.r_[owed, granted, general], day)


def _ill(planter: Planter, count: int, card: bool, signed: bool, until: int = NONE) -> Array:
    """Members of registered households of whom nobody was ill; now one of each is, for years."""
    world = planter.world
    well = planter.registered & planter.living & (planter.ages >= 30) & planter.without(world["illnesses"]["person"])
    who = planter.people(well, count)
    _diagnose(planter, who, _HYPERTENSION, card, signed, until)
    return who


def _diagnose(planter: Planter, who: Array, disease: int, card: bool, signed: bool, until: int = NONE) -> None:
    planter.world["illnesses"].append(
        len(who), person=who, disease=disease, day=planter.world.month.last_day - 900, card=card, signed=signed,
        until=until,
    )  # fmt: skip


def _plant_cards(planter: Planter) -> None:
    planter.plant_people(_CARD, _ill(planter, planter.count, card=False, signed=True))
    two = _ill(planter, planter.near_count, card=False, signed=True)
    _diagnose(planter, two, _DIABETES, card=True, signed=True)
    planter.spare_people(_CARD, two, "另一病种已办慢病卡")


def _plant_doctors(planter: Planter) -> None:
    as_of = planter.world.month.as_of
    never = _ill(planter, max(1, planter.count // 2), card=True, signed=False)
    expired = _ill(planter, max(1, planter.count // 2), card=True, signed=True, until=as_of - 1)
    planter.plant_people(_DOCTOR, np.r_[never, expired])
    last_day = _ill(planter, planter.near_count, card=True, signed=True, until=as_of)
    planter.spare_people(_DOCTOR, last_day, "签约恰在比对日到期")
    other = _ill(planter, planter.near_count, card=True, signed=False)
    _diagnose(planter, other, _SCHIZOPHRENIA, card=False, signed=True)
    planter.spare_people(_DOCTOR, other, "另一病种的签约仍然有效")
