"""Two kinds of help or insurance that exclude each other, and people who only seem to have both."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.faults.wrong_means import retire_as_employees
from monitoring.simulator.table import Array
from monitoring.simulator.topics import medical, pension, welfare, work

_SUPPORT, _MEDICAL, _PENSIONS = (
    "wrong.dibao_and_special_support", "wrong.two_medical_insurances", "wrong.two_pensions",
)  # fmt: skip


def plant(planter: Planter) -> None:
    """All three rules about benefits that exclude each other."""
    _plant_two_supports(planter)
    _plant_two_insurances(planter)
    _plant_two_pensions(planter)


def unsupported(planter: Planter) -> Array:
    """Living people of households on no list, without dibao, special support, job and post."""
    names = ("dibao", "destitute", "job_insurance", "posts")
    helped = np.concatenate([planter.world[name]["person"] for name in names])
    mask: Array = planter.living & planter.unlisted & planter.without(helped)
    return mask


def _plant_two_supports(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    old = unsupported(planter) & planter.modest & (planter.ages >= 62)

    def both(count: int, dibao_end: int) -> Array:
        who = planter.people(old, count)
        welfare.allow(world, who, now - 26, dibao_end)
        welfare.support(world, who, now)
        return who

    planter.plant_people(_SUPPORT, both(planter.lasting_count, NONE))
    planter.plant_people(_SUPPORT, both(planter.near_count, now))
    planter.spare_people(_SUPPORT, both(planter.near_count, now - 1), "低保上月截止，特困供养本月开始")


def _plant_two_insurances(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    insured = (people["insured_as"] == medical.RESIDENT) & (people["insured_status"] == medical.INSURED)
    insured &= people["insured_year"] == world.month.period.year
    adults = unsupported(planter) & insured & (planter.ages >= 20) & (planter.ages < 50)
    chosen = planter.people(adults, planter.lasting_count)
    work.insure(world, chosen, now - 3)
    planter.plant_people(_MEDICAL, chosen)
    paused = planter.people(adults, planter.near_count)
    work.insure(world, paused, now - 3)
    people["insured_status"][paused] = medical.PAUSED
    planter.spare_people(_MEDICAL, paused, "居民医保已暂停")
    ended = planter.people(adults, planter.near_count)
    work.insure(world, ended, now - 30)
    job = world["job_insurance"]
    rows = world.has(ended)[job["person"]]
    job["status"][rows], job["end"][rows] = work.PAYING, now - 1
    planter.spare_people(_MEDICAL, ended, "职工医保上月截止")


def _plant_two_pensions(planter: Planter) -> None:
    world, people = planter.world, planter.world.people
    old = unsupported(planter) & (planter.ages >= 62) & (people["pension_status"] == pension.DRAWING)
    # Who is paid twice from the treasury is a contradiction inside its list, and both rows are unusable.
    old &= planter.without(world["payroll"]["person"])
    by_insurance = planter.people(old, planter.lasting_count)
    retire_as_employees(planter, by_insurance)
    people["pension_status"][by_insurance] = pension.DRAWING
    by_treasury = planter.people(old, planter.near_count)
    work.pay_from_treasury(world, by_treasury, work.RETIRED)
    planter.plant_people(_PENSIONS, np.r_[by_insurance, by_treasury])
    serving = planter.people(old, planter.near_count)
    work.pay_from_treasury(world, serving, work.SERVING)
    planter.spare_people(_PENSIONS, serving, "财政发放的是在职工资，不是退休费")
    once = planter.people(old, planter.near_count)
    retire_as_employees(planter, once)
    planter.spare_people(_PENSIONS, once, "居民养老待遇已终止，只领职工养老金")
