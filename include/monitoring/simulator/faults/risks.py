"""Households with a risk, and households that only seem to have one."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import homes, medical, schooling, work
from monitoring.simulator.truth import self_paid_by_unit, self_paid_limits
from monitoring.simulator.world import MOVED_OUT

_MEDICAL, _DROPOUT, _UNINSURED, _UNSAFE = (
    "risk.medical_self_paid", "risk.dropout", "risk.uninsured", "risk.unsafe_housing",
)  # fmt: skip


def plant(planter: Planter) -> None:
    """All four risk rules."""
    _plant_self_paid(planter)
    _plant_dropouts(planter)
    _plant_uninsured(planter)
    _plant_unsafe_houses(planter)


def owe(planter: Planter, heads: Array, beyond: Array | int) -> None:
    """Settlements that bring these people's households to the limit plus so many hundredths of a yuan."""
    world = planter.world
    units = world.units
    missing = self_paid_limits(world)[units[heads]] - self_paid_by_unit(world, units)[units[heads]] + beyond
    missing = np.maximum(missing, 0)
    first = missing // 3
    for part, days_ago in ((first, 65), (missing - first, 18)):
        _settle(planter, heads, world.month.last_day - days_ago, part)


def _settle(planter: Planter, heads: Array, day: int, self_paid: Array) -> None:
    total = self_paid * 5 // 2 + 70_000
    medical.settle(planter.world, heads, day, medical.INPATIENT, total, self_paid)


def _plant_self_paid(planter: Planter) -> None:
    ordinary = planter.heads(planter.count, registered=False)
    owe(planter, ordinary, np.where(np.arange(len(ordinary)) == 0, 0, 150_000 + np.arange(len(ordinary)) * 31_700))
    registered = planter.heads(max(2, planter.count // 2), registered=True)
    owe(planter, registered, np.where(np.arange(len(registered)) == 0, 0, 88_800))
    planter.plant_households(_MEDICAL, np.r_[ordinary, registered])
    cent_short = np.r_[planter.heads(planter.near_count, registered=False), planter.heads(1, registered=True)]
    owe(planter, cent_short, -1)
    planter.spare_households(_MEDICAL, cent_short, "自付金额差一分不到标准")
    last_year = planter.heads(planter.near_count, registered=False)
    owe(planter, last_year, -200_000)
    _settle(planter, last_year, planter.world.month.year_ago, np.full(len(last_year), 990_000))
    planter.spare_households(_MEDICAL, last_year, "大额结算恰在十二个月之前，不计入")


def _plant_dropouts(planter: Planter) -> None:
    world, people = planter.world, planter.world.people
    year = world.month.start_year
    ages = world.school_ages
    pupils = planter.living & (ages >= 6) & (ages <= 15) & (people["study"] == schooling.STUDYING)
    pupils &= ~world.has(world["absences"]["person"][world["absences"]["year"] == year])
    chosen = planter.people(pupils, planter.count + 1)
    way = np.arange(len(chosen)) % 4
    people["study"][chosen[way == 0]] = schooling.DROPPED_OUT
    schooling.add_absences(world, chosen[way == 0], schooling.DROPOUT, year)
    people["study"][chosen[way == 1]] = -1
    people["study_year"][chosen[way == 2]] = year - 1
    people["study"][chosen[way == 3]] = -1
    schooling.add_absences(world, chosen[way == 3], schooling.LOST_CONTACT, year)
    planter.plant_households(_DROPOUT, chosen)
    for reason, why in ((schooling.ILL, "重病重残"), (schooling.TAUGHT_AT_HOME, "送教上门"),
                        (schooling.DEFERRED, "延缓入学"), (schooling.ABROAD, "出国")):  # fmt: skip
        excused = planter.people(pupils, planter.near_count)
        people["study"][excused] = -1
        schooling.add_absences(world, excused, reason, year)
        planter.spare_households(_DROPOUT, excused, f"未在校但台账有认可的原因：{why}")
    resting = planter.people(pupils, planter.near_count)
    people["study"][resting] = schooling.SUSPENDED
    planter.spare_households(_DROPOUT, resting, "休学不是辍学")
    grown = planter.people(planter.living & (ages == 16) & (people["study"] != schooling.STUDYING), planter.near_count)
    planter.spare_households(_DROPOUT, grown, "学年开始时已满十六周岁")
    small = planter.people(planter.living & (ages == 5) & (world.ages >= 5), planter.near_count)
    people["study"][small] = -1
    planter.spare_households(_DROPOUT, small, "学年开始时不满六周岁")


def _plant_uninsured(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    never_employed = ~world.has(world["job_insurance"]["person"])
    residents = planter.living & (people["insured_as"] == medical.RESIDENT) & never_employed
    chosen = planter.people(residents, planter.count + 1)
    way = np.arange(len(chosen)) % 4
    people["insured_as"][chosen[way == 0]] = -1
    people["insured_status"][chosen[way == 1]] = medical.PAUSED
    people["insured_year"][chosen[way == 2]] -= 1
    former = chosen[way == 3]
    people["insured_as"][former] = -1
    work.insure(world, former, now - 20)
    _change_medical(planter, former, work.SUSPENDED, now - 1)
    planter.plant_households(_UNINSURED, chosen)
    adults = residents & (planter.ages >= 20) & (planter.ages < 55)
    covered = planter.people(adults, planter.near_count)
    people["insured_status"][covered] = medical.PAUSED
    work.insure(world, covered, now)
    planter.spare_households(_UNINSURED, covered, "居民医保暂停，但本月起由职工医保覆盖")
    retired = planter.people(residents & (planter.ages >= 62), planter.near_count)
    people["insured_as"][retired] = -1
    work.retire(world, retired, pension_too=False)
    planter.spare_households(_UNINSURED, retired, "退休职工医保待遇，无居民医保")
    leaving = planter.people(adults, planter.near_count)
    people["insured_as"][leaving] = -1
    work.insure(world, leaving, now - 30)
    _change_medical(planter, leaving, work.PAYING, now)
    planter.spare_households(_UNINSURED, leaving, "职工医保本月才截止")
    gone = planter.people(residents & (planter.ages >= 20), planter.near_count)
    people["insured_as"][gone], people["status"][gone] = -1, MOVED_OUT
    people["status_day"][gone] = world.month.last_day - 3
    planter.spare_households(_UNINSURED, gone, "未参保者已迁出")


def uninsure(planter: Planter, who: Array) -> None:
    """Takes away whatever medical insurance these people have."""
    planter.world.people["insured_as"][who] = -1
    _change_medical(planter, who, work.SUSPENDED, planter.world.month.index - 1)


def _change_medical(planter: Planter, who: Array, status: int, end: int) -> None:
    job = planter.world["job_insurance"]
    rows = planter.world.has(who)[job["person"]] & (job["kind"] == work.MEDICAL)
    job["status"][rows], job["end"][rows] = status, end


def condemn(planter: Planter, who: Array) -> None:
    """The houses of these people are dangerous, whatever was said of them before."""
    houses = planter.world["houses"]
    new = ~planter.world.has(houses["person"])[who]
    homes.appraise(planter.world, who[new], homes.GRADE_D, planter.world.month.last_day - 100)
    rows = planter.world.has(who)[houses["person"]]
    houses["grade"][rows], houses["renovated"][rows], houses["moved_in"][rows] = homes.GRADE_D, False, False
    for name in ("begun", "completed", "accepted", "paid"):
        houses[name][rows] = NONE


def house_owners(planter: Planter, count: int) -> Array:
    """Heads of households without any appraisal."""
    return planter.people(
        planter.living & planter.without(planter.world["houses"]["person"]) & (planter.world.people["relation"] == 0),
        count,
    )


def _plant_unsafe_houses(planter: Planter) -> None:
    houses, last = planter.world["houses"], planter.world.month.last_day
    chosen = house_owners(planter, planter.count)
    way = np.arange(len(chosen)) % 3
    rows = homes.appraise(planter.world, chosen, np.where(way == 0, homes.GRADE_D, homes.GRADE_C), last - 140)
    homes.renovate(planter.world, rows[way > 0], houses["appraised"] + 40)
    houses["moved_in"][rows[way == 1]] = False
    houses["accepted"][rows[way == 2]], houses["paid"][rows[way == 2]] = NONE, NONE
    planter.plant_households(_UNSAFE, chosen)
    mended = house_owners(planter, planter.near_count)
    rows = homes.appraise(planter.world, mended, homes.GRADE_D, last - 200)
    homes.renovate(planter.world, rows, houses["appraised"] + 50)
    planter.spare_households(_UNSAFE, mended, "鉴定为D级，已改造、验收并入住")
    safe = house_owners(planter, planter.near_count)
    homes.appraise(planter.world, safe, homes.GRADE_B, last - 60)
    planter.spare_households(_UNSAFE, safe, "鉴定为B级")
