"""Help for people who are not, or no longer, entitled to it, and for people who are after all."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_wrong
from monitoring.simulator.clock import NONE
from monitoring.simulator.facts_work import at_school, working
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.faults.wrong import poor
from monitoring.simulator.faults.wrong_twice import unsupported
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, schooling, welfare
from monitoring.simulator.world import HEAD, MOVED_OUT

_MOVED, _ABLE, _PHASE = "wrong.dibao_moved_out", "wrong.special_support_able", "wrong.phase_out_overrun"
_AGE, _POSTS, _GRANT = "wrong.welfare_post_age", "wrong.welfare_posts_many", "wrong.rain_dew_not_vocational"
_CERTIFICATE, _SINGLE = "wrong.disability_subsidy_no_certificate", "wrong.single_person_dibao"
_SIGHT, _MENTAL = 1, 6


def plant(planter: Planter) -> None:
    """Eight rules."""
    _plant_moved(planter)
    _plant_able(planter)
    _plant_posts(planter)
    _plant_grants(planter)
    _plant_subsidies(planter)
    _plant_singles(planter)
    _plant_phase_outs(planter)


def _plant_moved(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    others = np.r_[world["vehicles"]["person"], world["payroll"]["person"]]
    mask = unsupported(planter) & planter.without(others) & (people["relation"] != HEAD) & (planter.ages >= 18)

    def move(count: int, day: int, end: int = NONE) -> Array:
        who = planter.people(mask, count)
        welfare.allow(world, who, now - 21, end)
        people["status"][who], people["status_day"][who] = MOVED_OUT, day
        return who

    planter.plant_people(_MOVED, move(planter.count, world.month.last_day - 45))
    planter.spare_people(_MOVED, move(planter.near_count, world.month.last_day - 3), "本月才迁出")
    ended = move(planter.near_count, world.month.last_day - 45, now - 1)
    planter.spare_people(_MOVED, ended, "低保已于上月截止")


def _plant_able(planter: Planter) -> None:
    world, now, ages = planter.world, planter.world.month.index, planter.ages
    free = unsupported(planter) & ~working(world)
    posted = planter.people(free & (ages >= 40) & (ages < 60), planter.lasting_count)
    welfare.support(world, posted, now - 11)
    _employ(planter, posted, (0,))
    planter.plant_people(_ABLE, posted)
    others = [world[name]["person"] for name in ("dibao", "destitute")]
    listed = planter.registered & planter.living & planter.without(np.concatenate(others)) & ~working(world)
    healthy = facts_wrong.healthy(world)
    strong = planter.people(listed & healthy & ~at_school(world) & (ages >= 18) & (ages <= 59), planter.lasting_count)
    welfare.support(world, strong, now - 11)
    planter.plant_people(_ABLE, strong)
    for mask, why in (
        (listed & healthy & (ages >= 60), "已满六十周岁"),
        (listed & healthy & at_school(world) & (ages >= 18), "健康但在校"),
        (listed & ~healthy & (ages >= 30) & (ages <= 59), "患病或残疾"),
    ):
        near = planter.people(mask, planter.near_count)
        welfare.support(world, near, now - 11)
        planter.spare_people(_ABLE, near, why)


def _employ(planter: Planter, who: Array, kinds: tuple[int, ...], end: int = NONE) -> None:
    """Public welfare posts of these kinds."""
    for kind in kinds:
        planter.world["posts"].append(
            len(who), person=who, type=kind, start=planter.world.month.last_day - 120, end=end, wage=80_000
        )


def _plant_posts(planter: Planter) -> None:
    ages, free, last = planter.ages, unsupported(planter), planter.world.month.last_day
    too_old = planter.people(free & (ages >= 70) & (ages < 85), planter.lasting_count)
    too_young = planter.people(free & (ages >= 12) & (ages <= 15), 1)
    for who in (too_old, too_young):
        _employ(planter, who, (1,))
    planter.plant_people(_AGE, np.r_[too_old, too_young])
    for age in (16, 69):
        near = planter.people(free & (ages == age), planter.near_count)
        _employ(planter, near, (1,))
        planter.spare_people(_AGE, near, f"恰好{age}周岁")
    adults = free & (ages >= 20) & (ages < 60)
    many = planter.people(adults, planter.lasting_count)
    _employ(planter, many, (0, 2, 3))
    planter.plant_people(_POSTS, many)
    two = planter.people(adults, planter.near_count)
    _employ(planter, two, (0, 2))
    _employ(planter, two, (3,), end=last)
    planter.spare_people(_POSTS, two, "第三个岗位已离岗")


def _plant_grants(planter: Planter) -> None:
    world, people, year = planter.world, planter.world.people, planter.world.month.start_year
    open_ = planter.living & ~world.has(world["rain_dew"]["person"])

    def grant(who: Array, start_year: int, day: int) -> None:
        world["rain_dew"].append(len(who), person=who, amount=150_000, year=start_year, term=0, day=day)

    last = world.month.last_day
    pupils = open_ & at_school(world) & np.isin(people["stage"], (schooling.JUNIOR, schooling.SENIOR))
    chosen = planter.people(pupils, planter.lasting_count)
    grant(chosen, year, last - 4)
    planter.plant_people(_GRANT, chosen)
    trained = open_ & at_school(world) & np.isin(people["stage"], (schooling.VOCATIONAL, schooling.COLLEGE))
    near = planter.people(trained, planter.near_count)
    grant(near, year, last - 4)
    planter.spare_people(_GRANT, near, "在中职或高职就读")
    earlier = planter.people(pupils, planter.near_count)
    grant(earlier, year - 1, last - 250)
    planter.spare_people(_GRANT, earlier, "补助属于上一学年")
    away = planter.people(
        open_ & (people["study"] == -1) & (planter.ages >= 16) & (planter.ages < 22), planter.near_count
    )
    grant(away, year, last - 4)
    planter.spare_people(_GRANT, away, "县内学籍中没有此人，可能在县外就读")


def _certify(planter: Planter, who: Array, grade: int, category: int) -> Array:
    certificates, issued = planter.world["certificates"], np.full(len(who), planter.world.month.last_day - 900)
    rows = health.grant_certificates(planter.world, who, np.full(len(who), grade), issued)
    certificates["category"][rows], certificates["until"][rows] = category, issued + 3652
    return rows


def _plant_subsidies(planter: Planter) -> None:
    world, now, certificates = planter.world, planter.world.month.index, planter.world["certificates"]
    mask = unsupported(planter) & (planter.ages >= 25) & ~world.has(certificates["person"])

    def subsidise(count: int, until: int, status: int, end: int = NONE) -> Array:
        who = planter.people(mask, count)
        rows = _certify(planter, who, 3, _SIGHT)
        certificates["until"][rows], certificates["status"][rows] = until, status
        health.draw_subsidy(world, rows, health.LIVING_SUBSIDY, now - 15, end)
        return who

    later, day = world.month.last_day + 900, world.month.as_of
    cancelled = subsidise(planter.lasting_count, later, health.CANCELLED)
    expired = subsidise(planter.near_count, day - 1, health.VALID)
    planter.plant_people(_CERTIFICATE, np.r_[cancelled, expired])
    planter.spare_people(_CERTIFICATE, subsidise(planter.near_count, day, health.VALID), "残疾人证比对日才到期")
    ended = subsidise(planter.near_count, later, health.CANCELLED, now - 1)
    planter.spare_people(_CERTIFICATE, ended, "补贴已于上月停发")


def _plant_singles(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    owners = (world["certificates"]["person"], world["illnesses"]["person"])
    mask = unsupported(planter) & planter.modest & (planter.ages >= 25) & ~world.has(np.concatenate(owners))

    def allow(count: int, single: bool = True) -> Array:
        who = planter.people(mask, count)
        welfare.allow(world, who, now - 17, single=single)
        return who

    chosen, mild = allow(planter.lasting_count), allow(planter.near_count)
    _certify(planter, mild, 3, _SIGHT)
    planter.plant_people(_SINGLE, np.r_[chosen, mild])
    for grade, category, why in ((2, _SIGHT, "持二级残疾人证"), (3, _MENTAL, "持三级精神残疾人证")):
        near = allow(planter.near_count)
        rows = _certify(planter, near, grade, category)
        health.draw_subsidy(world, rows, health.CARE_SUBSIDY, now - 12)
        planter.spare_people(_SINGLE, near, why)
    ill = allow(planter.near_count)
    world["illnesses"].append(len(ill), person=ill, disease=0, day=world.month.year_ago - 90, card=True, signed=True)
    planter.spare_people(_SINGLE, ill, "患大病")
    planter.spare_people(_SINGLE, allow(planter.near_count, single=False), "整户保")


def _plant_phase_outs(planter: Planter) -> None:
    now, dibao = planter.world.month.index, planter.world["dibao"]

    nobody_disabled = planter.without(planter.world["certificates"]["person"])

    def fade(count: int, since: int) -> Array:
        before = len(dibao)
        heads = poor(planter, count, now - 40, among=nobody_disabled)
        dibao["phasing_out"][before:], dibao["fading"][before:] = True, since
        return heads

    planter.plant_households(_PHASE, fade(planter.count, now - facts_wrong.PHASE_OUT_MONTHS))
    in_time = fade(planter.near_count, now - facts_wrong.PHASE_OUT_MONTHS + 1)
    planter.spare_households(_PHASE, in_time, "渐退恰到第十二个月")
    disabled = fade(planter.near_count, now - 15)
    _certify(planter, disabled, 4, _SIGHT)
    planter.spare_households(_PHASE, disabled, "户内有残疾成员，可以延长")
