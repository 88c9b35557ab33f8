"""What the national list says against another department, and where both agree after all."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts, facts_list, facts_work
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.table import Array
from monitoring.simulator.topics import homes, schooling, statements, water
from monitoring.simulator.topics.listing import NOT_MONITORED
from monitoring.simulator.world import HEAD, MOVED_OUT

_MEMBERS = "conflict.household_members"


def plant(planter: Planter) -> None:
    """The nine rules about the list."""
    planter.enlist(12 * (planter.lasting_count + planter.near_count) + 4)
    _plant_people(planter)
    _plant_labour(planter)
    _plant_stages(planter)
    _plant_homes(planter)
    _plant_members(planter)
    _plant_second_rows(planter)


def _plant_people(planter: Planter) -> None:
    """The list says insured, in receipt or disabled of one who is not, or the other way round."""
    world = planter.world
    certified = world.has(world["certificates"]["person"])
    for topic, rule, holds in (
        (statements.MEDICAL, "conflict.medical_insurance", facts.insured(world)),
        (statements.DIBAO, "conflict.dibao", world.has(facts.running(world, "dibao"))),
        (statements.DESTITUTE, "conflict.special_support", world.has(facts.running(world, "destitute"))),
        (statements.DISABLED, "conflict.disability", certified),
    ):
        may = planter.living & planter.registered & ~statements.misstated(world, topic)
        if topic == statements.DISABLED:
            chosen = planter.people(may & ~holds, planter.lasting_count)
        else:
            few = planter.lasting_count if topic == statements.MEDICAL else max(1, planter.lasting_count // 3)
            chosen = np.r_[planter.people(may & ~holds, planter.lasting_count), planter.people(may & holds, few)]
        statements.misstate(world, chosen, topic)
        planter.plant_people(rule, chosen)
        agreeing = planter.people(may & holds & ~statements.misstated(world, topic), planter.near_count)
        planter.spare_people(rule, agreeing, "名单与部门登记一致")
    _plant_misprints(planter)


def _plant_misprints(planter: Planter) -> None:
    world, table = planter.world, planter.world["certificates"]
    stated = facts_list.disabled(world)
    current = (table["status"] == 0) & (table["until"] > world.month.last_day) & ~table["misprint"]
    agreeing = stated | (world.people["listed"] < 0)
    holders = planter.living & agreeing & world.has(table["person"][current])
    chosen = planter.people(holders, planter.near_count)
    table["misprint"][current & world.has(chosen)[table["person"]]] = True
    planter.plant_people("conflict.disability", chosen)


def _plant_labour(planter: Planter) -> None:
    world, rule = planter.world, "conflict.labour_ability"
    working = facts_work.working(world)
    able = planter.living & planter.registered & (facts_work.labour_ability(world) < facts_work.LOST)
    chosen = planter.people(able & working, planter.lasting_count)
    statements.misstate(world, chosen, statements.NO_LABOUR)
    planter.plant_people(rule, chosen)
    helpless = planter.living & planter.registered & (facts_work.labour_ability(world) >= facts_work.LOST) & ~working
    planter.spare_people(rule, planter.people(helpless, planter.near_count), "无劳动能力，也没有就业登记")


def _plant_stages(planter: Planter) -> None:
    world, rule = planter.world, "conflict.school_stage"
    pupils = planter.living & (world.people["listed"] >= 0) & facts_work.at_school(world)
    pupils &= ~statements.misstated(world, statements.STAGE) & (world.people["stage"] >= schooling.PRESCHOOL)
    chosen = planter.people(pupils, planter.lasting_count)
    statements.misstate(world, chosen, statements.STAGE)
    planter.plant_people(rule, chosen)
    planter.spare_people(rule, planter.people(pupils, planter.near_count), "名单与学籍学段一致")


def _plant_homes(planter: Planter) -> None:
    world = planter.world
    place = world.people["listed"]
    heads = planter.living & planter.registered & (world.people["relation"] == HEAD)
    _examine(planter, heads)
    for topic, rule, table, stated in (
        (statements.HOUSING, "conflict.housing", "houses", facts_list.unsafe_housing(world)),
        (statements.WATER, "conflict.water", "water", ~facts_list.safe_water(world)),
    ):
        calm = heads & world.has(world[table]["person"]) & ~stated[np.maximum(place, 0)]
        calm &= ~statements.misstated_homes(world, topic)[np.maximum(place, 0)]
        if topic == statements.HOUSING:
            calm &= ~_of_homes(planter, world["houses"]["person"][world["houses"]["grade"] >= homes.GRADE_C])
        chosen = planter.people(calm, planter.lasting_count)
        statements.misstate_homes(world, place[chosen], topic)
        planter.plant_households(rule, chosen)
        planter.spare_households(rule, planter.people(calm, planter.near_count), "名单与部门记录一致")
    _spare_renovated(planter, heads)


def _examine(planter: Planter, heads: Array) -> None:
    """Houses and water of a few more registered households are looked at and found good."""
    world, day = planter.world, planter.world.month.last_day - 90
    free = np.flatnonzero(heads & planter.free[np.maximum(planter.units, 0)])
    few = free[: 3 * planter.lasting_count]
    homes.appraise(world, few[~world.has(world["houses"]["person"])[few]], homes.GRADE_A, day)
    water.assess(world, few[~world.has(world["water"]["person"])[few]], day)


def _of_homes(planter: Planter, owners: Array) -> Array:
    """People of the households of the owners."""
    mask: Array = (planter.units >= 0) & ~planter.without(owners)
    return mask


def _spare_renovated(planter: Planter, heads: Array) -> None:
    """The list still calls unsafe a house that has been renovated since."""
    world, houses = planter.world, planter.world["houses"]
    unlisted = heads & ~_of_homes(planter, houses["person"])
    chosen = planter.people(unlisted, planter.near_count)
    rows = homes.appraise(world, chosen, homes.GRADE_D, world.month.last_day - 400)
    homes.renovate(world, rows, world["houses"]["appraised"] + 60)
    statements.misstate_homes(world, world.people["listed"][chosen], statements.HOUSING)
    planter.spare_households("conflict.housing", chosen, "危房已改造入住，名单仍是识别时的情况")


def _plant_members(planter: Planter) -> None:
    """A member of the family is missing on the list; another has moved away."""
    world, people = planter.world, planter.world.people
    place, home = people["listed"], people["household"]
    living = world.living()
    sizes = np.bincount(home[living], minlength=len(world.households))
    several = people["in_register"] & (sizes[np.maximum(home, 0)] >= 3) & (people["relation"] != HEAD)
    young = planter.living & planter.registered & several & (world.ages >= 3) & ~world.has(world["migrant"]["person"])
    chosen = planter.people(young, planter.lasting_count)
    rows = place[chosen].copy()
    place[chosen] = -1
    planter.plant_listed(_MEMBERS, rows)
    away = planter.people(young & (world.ages >= 18), planter.near_count)
    rows = place[away].copy()
    place[away] = -1
    people["status"][away], people["status_day"][away] = MOVED_OUT, world.month.last_day - 2
    planter.spare_listed(_MEMBERS, rows, "未列入的成员户籍已迁出")


def _plant_second_rows(planter: Planter) -> None:
    world, rule = planter.world, "conflict.two_listed_households"
    calm = (world.listed["registered"]) & (world.listed["category"] == NOT_MONITORED)
    who = planter.people(planter.living & planter.registered, planter.lasting_count)
    last = np.flatnonzero(
        calm & (np.bincount(world.people["listed"][world.people["listed"] >= 0], minlength=len(world.listed)) > 0)
    )
    who = who[world.people["listed"][who] < last[-1]]
    world["listed_twice"].append(len(who), person=who, listed=last[-1])
    planter.plant_people(rule, who)
    planter.spare_people(rule, planter.people(planter.living & planter.registered, planter.near_count), "只列在一户")
