"""Loans, clues, allowances and work: what the records of a household say, and what they only seem to say."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_work
from monitoring.simulator.clock import NONE
from monitoring.simulator.facts_events import DIBAO_ENDED_MONTHS, UNEMPLOYED_MONTHS
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import welfare, work
from monitoring.simulator.truth_risks import of
from monitoring.simulator.world import HEAD, MOVED_OUT

_LOAN, _CLUE, _DIBAO = "risk.loan_overdue", "risk.clue", "risk.dibao_ended"
_LOW_INCOME, _JOB, _WORK = "risk.low_income_family", "risk.job_loss", "risk.nobody_works"
_PENDING, _CONFIRMED, _REFUTED = range(3)
_NUMBERS = 500_000


def plant(planter: Planter) -> None:
    """The six rules about records and work."""
    _plant_loans(planter)
    _plant_clues(planter)
    _plant_ended_dibao(planter)
    _plant_low_incomes(planter)
    _plant_job_losses(planter)
    _plant_idleness(planter)


def _plant_loans(planter: Planter) -> None:
    world, month = planter.world, planter.world.month

    def lend(count: int, due: int, overdue: bool) -> Array:
        borrowers = (
            planter.registered & ~world.has(world["loans"]["person"]) & (planter.world.people["relation"] == HEAD)
        )
        who = planter.people(planter.living & borrowers, count)
        number = (month.index - 24_000) * 1_000_000 + _NUMBERS + len(world["loans"]) + np.arange(len(who))
        world["loans"].append(
            len(who), person=who, no=number, lent=due - 1095, due=due, amount=3_000_000, balance=1_800_000,
            overdue=overdue,
        )  # fmt: skip
        return who

    planter.plant_households(_LOAN, lend(planter.count, month.last_day - 20, True))
    planter.spare_households(_LOAN, lend(planter.near_count, month.last_day - 4, False), "已过到期日，已办展期，未逾期")


def _plant_clues(planter: Planter) -> None:
    world, month = planter.world, planter.world.month

    def report(who: Array, status: Array | int, day: int, person: Array) -> None:
        number = (month.index - 24_000) * 1_000_000 + _NUMBERS + len(world["clues"]) + np.arange(len(who))
        world["clues"].append(
            len(who), no=number, person=person, listed=world.people["listed"][who], channel=np.arange(len(who)) % 5,
            day=day, text=0, status=status,
        )  # fmt: skip

    chosen = planter.heads(planter.lasting_count, registered=False)
    report(chosen, np.where(np.arange(len(chosen)) % 2 == 0, _PENDING, _CONFIRMED), month.last_day - 6, chosen)
    by_number = planter.heads(1, registered=True)
    report(by_number, _PENDING, month.last_day - 6, np.full(len(by_number), -1))
    planter.plant_households(_CLUE, np.r_[chosen, by_number])
    refuted = planter.heads(planter.near_count, registered=False)
    report(refuted, _REFUTED, month.last_day - 6, refuted)
    planter.spare_households(_CLUE, refuted, "线索经核实不属实")
    earlier = planter.heads(planter.near_count, registered=False)
    report(earlier, _CONFIRMED, month.year_ago, earlier)
    planter.spare_households(_CLUE, earlier, "线索恰在十二个月之前")


def _plant_ended_dibao(planter: Planter) -> None:
    world, now = planter.world, planter.world.month.index
    never = planter.without(world["dibao"]["person"]) & planter.unlisted & planter.living
    never &= (world.people["relation"] == HEAD) & (planter.ages >= 22)
    chosen = planter.people(never, planter.count)
    welfare.allow(world, chosen, now - 30, now - 1 - np.arange(len(chosen)) % DIBAO_ENDED_MONTHS)
    planter.plant_households(_DIBAO, chosen)
    for end, why in ((now - DIBAO_ENDED_MONTHS - 1, "停发已超过三个月"), (now, "发到本月为止")):
        near = planter.people(never, planter.near_count)
        welfare.allow(world, near, now - 30, end)
        planter.spare_households(_DIBAO, near, why)
    fading = planter.people(never, planter.near_count)
    before = len(world["dibao"])
    welfare.allow(world, fading, now - 30, now - 1)
    world["dibao"]["phasing_out"][before:] = True
    planter.spare_households(_DIBAO, fading, "渐退期满后停发")


def _plant_low_incomes(planter: Planter) -> None:
    world, people, now = planter.world, planter.world.people, planter.world.month.index

    def list_family(who: Array) -> None:
        home = people["household"][who]
        world["low_income"].append(
            len(who), person=who, family=90_000_000 + home, category=home % 3, approved=now - 1, income=61_500
        )

    known = world.has(world["low_income"]["person"])
    adults = planter.living & planter.unlisted & ~known & (planter.ages >= 20)
    chosen = planter.people(adults, planter.lasting_count)
    list_family(chosen)
    planter.plant_households(_LOW_INCOME, chosen)
    watched = members(planter, monitor(planter, planter.near_count, now - 4))
    list_family(watched[~known[watched]])
    planter.spare_households(_LOW_INCOME, watched, "已是风险未消除的监测户")
    gone = planter.people(adults & (people["relation"] != HEAD), planter.near_count)
    list_family(gone)
    people["status"][gone], people["status_day"][gone] = MOVED_OUT, world.month.last_day - 2
    planter.spare_households(_LOW_INCOME, gone, "名单中的成员已迁出")


def _plant_job_losses(planter: Planter) -> None:
    world, people = planter.world, planter.world.people
    working = facts_work.working(world)

    def register(who: Array, day: int) -> None:
        world["unemployed"].append(len(who), person=who, day=day, reason=1, draws=False)

    without_worker = planter.without(np.flatnonzero(working)) & planter.unlisted & planter.living
    without_worker &= ~world.has(world["unemployed"]["person"]) & (planter.ages >= 20) & (planter.ages < 55)
    chosen = planter.people(without_worker, planter.lasting_count)
    register(chosen, world.month.last_day - 15)
    planter.plant_households(_JOB, chosen)
    earlier = planter.people(without_worker, planter.near_count)
    register(earlier, world.month.shift(-UNEMPLOYED_MONTHS).as_of)
    planter.spare_households(_JOB, earlier, "失业登记恰在六个月之前")
    other = planter.living & planter.unlisted & ~working & ~planter.without(np.flatnonzero(working & planter.living))
    other &= (planter.ages >= 20) & (planter.ages < 55) & ~world.has(world["unemployed"]["person"])
    supported = planter.people(other & (people["household"] >= 0), planter.near_count)
    register(supported, world.month.last_day - 15)
    planter.spare_households(_JOB, supported, "户内另有成员在务工就业")


def _plant_idleness(planter: Planter) -> None:
    """Registered households whose only workers come home, and households where nobody can work."""
    world, people, now = planter.world, planter.world.people, planter.world.month.index
    others = world["posts"]["person"], world["job_insurance"]["person"]
    able = planter.registered & facts_work.able(world) & planter.without(np.concatenate(others))
    spells = world["migrant"]
    settled = (spells["start"] < now - 1) | (spells["end"] != NONE)
    chosen = planter.people(able & planter.without(spells["person"][~settled]), planter.count)
    rows = np.isin(people["listed"][spells["person"]], people["listed"][chosen]) & (spells["end"] == NONE)
    spells["end"][rows] = now - 1
    people["job"][spells["person"][rows]] = work.FARM
    world.listed["idle"][people["listed"][chosen]] = True
    planter.plant_households(_WORK, chosen)
    helpless = planter.registered & planter.living & planter.without(np.flatnonzero(facts_work.able(world)))
    helpless &= planter.without(np.flatnonzero(facts_work.working(world)))
    planter.spare_households(_WORK, planter.people(helpless, planter.near_count), "户内无人能够务工")
    units = of(planter.units, facts_work.able(world) & planter.registered)
    units = units[planter.free[units]][: planter.near_count]
    working = facts_work.working(world) & np.isin(planter.units, units)
    planter.spare_households(_WORK, np.flatnonzero(working), "户内有人务工就业")
