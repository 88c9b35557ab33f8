"""Risks marked as gone on paper, and households that nobody takes off the list."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.facts_work import WEAK, at_school, labour_ability, visible
from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import homes, listing, water, work
from monitoring.simulator.topics.incomes import LINE
from monitoring.simulator.truth_elimination import LINES, REVIEW_MONTHS
from monitoring.simulator.world import HEAD

_BELOW, _LABOUR = "elimination.below_line", "elimination.no_labour"
_MEASURES, _REVIEW = "elimination.no_measures", "elimination.review_due"


def plant(planter: Planter) -> None:
    """The four rules that look at how a risk was eliminated, or was not."""
    _plant_low_incomes(planter)
    _plant_helpless(planter)
    _plant_unhelped(planter)
    _plant_overdue_reviews(planter)


def _done(planter: Planter, count: int, eliminated: int) -> Array:
    """Monitored households whose risk was marked as gone in that month, as positions on the list."""
    rows = monitor(planter, count, eliminated - 9)
    listing.eliminate(planter.world, rows, eliminated)
    return rows


def _plant_low_incomes(planter: Planter) -> None:
    listed, now = planter.world.listed, planter.world.month.index
    low = _done(planter, planter.lasting_count, now - 3)
    listed["income_after"][low] = LINE - 1 - np.arange(len(low)) * 20_700
    planter.plant_households(_BELOW, members(planter, low))
    exact = _done(planter, planter.near_count, now - 3)
    listed["income_after"][exact] = LINE
    planter.spare_households(_BELOW, members(planter, exact), "消除后收入恰好等于当时的监测收入线")
    (_, former_line), (risen, _) = LINES
    early = _done(planter, planter.near_count, risen - 1)
    listed["income_after"][early] = former_line
    planter.spare_households(_BELOW, members(planter, early), "消除时执行的监测收入线较低，当时已过线")


def _plant_helpless(planter: Planter) -> None:
    """Households of very old people only; one weak worker makes the difference."""
    world, now = planter.world, planter.world.month.index
    can = np.flatnonzero(visible(world) & (labour_ability(world) <= WEAK))
    strong = np.flatnonzero(visible(world) & (labour_ability(world) < WEAK))
    heads = planter.living & planter.unlisted & (world.people["relation"] == HEAD)
    helpless = _end(planter, planter.people(heads & planter.without(can), planter.lasting_count), now - 4)
    planter.plant_households(_LABOUR, members(planter, helpless))
    alone = heads & planter.without(strong) & (planter.ages >= 60) & (planter.ages < 72)
    weak = _end(planter, planter.people(alone, planter.near_count), now - 4)
    planter.spare_households(_LABOUR, members(planter, weak), "户内还有弱劳动力")


def _end(planter: Planter, heads: Array, eliminated: int) -> Array:
    """Puts the households of these heads on the list, monitored and with the risk marked as gone."""
    rows = listing.put_on_list(planter.world, planter.world.people["household"][heads], False)
    planter.world.listed["category"][rows] = listing.MARGINAL
    listing.identify(planter.world, rows, eliminated - 9)
    listing.eliminate(planter.world, rows, eliminated)
    return rows


def _plant_unhelped(planter: Planter) -> None:
    listed, now = planter.world.listed, planter.world.month.index
    for count, mode, given, why in (
        (planter.lasting_count, listing.ASSISTED, 0, None),
        (planter.near_count, listing.NATURAL, 0, "自然消除，没有措施也正常"),
        (planter.near_count, listing.ASSISTED, 1 << listing.SOCIETY, "有一项社会帮扶"),
    ):
        rows = _done(planter, count, now - 2)
        listed["mode"][rows], listed["help"][rows] = mode, given
        if why is None:
            planter.plant_households(_MEASURES, members(planter, rows))
        else:
            planter.spare_households(_MEASURES, members(planter, rows), why)


def _plant_overdue_reviews(planter: Planter) -> None:
    now = planter.world.month.index
    due = _settled(planter, planter.lasting_count, now - REVIEW_MONTHS, appraised=True)
    planter.plant_households(_REVIEW, members(planter, due))
    soon = _settled(planter, planter.near_count, now - REVIEW_MONTHS + 1, appraised=True)
    planter.spare_households(_REVIEW, members(planter, soon), "监测还差一个月才满二十四个月")
    unseen = _settled(planter, planter.near_count, now - REVIEW_MONTHS - 3, appraised=False)
    planter.spare_households(_REVIEW, members(planter, unseen), "住房没有鉴定，不能断定没有风险")


def _settled(planter: Planter, count: int, identified: int, appraised: bool) -> Array:
    """Active households with enough income, a worker, good water and a safe house, as far as somebody appraised it."""
    world, day = planter.world, planter.world.month.last_day - 50
    people = world.people
    owners = np.r_[world["houses"]["person"], world["water"]["person"]]
    free = planter.without(owners) & planter.living & planter.unlisted & (people["relation"] == HEAD)
    free &= np.isin(people["job"], (work.FARM, work.MIGRANT)) & (planter.ages >= 20) & (planter.ages < 58)
    free &= (labour_ability(world) <= WEAK) & ~at_school(world)
    heads = planter.people(free & ~world.has(world["certificates"]["person"]), count)
    rows = listing.put_on_list(world, world.people["household"][heads], False)
    world.listed["category"][rows] = listing.MARGINAL
    listing.identify(world, rows, identified)
    world.listed["income"][rows] = LINE * 2
    water.assess(world, heads, day)
    if appraised:
        homes.appraise(world, heads, homes.GRADE_A, day)
    return rows
