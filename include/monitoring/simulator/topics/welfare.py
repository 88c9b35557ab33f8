"""Social assistance: minimum living allowance, support of the destitute and of children, low income, relief."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, Table, make_table
from monitoring.simulator.world import HEAD, MOVED_OUT, World, some, weighted_sample

SPELLS = ("dibao", "destitute", "children", "disability_subsidies")


def start(world: World) -> None:
    """Who draws what on the first day; nearly nobody with a car or a public salary draws the allowance."""
    rng, month = world.rng("welfare"), world.month
    world.tables["dibao"] = make_table(
        person=("int64", 0), certificate=("int64", 0), head=("int64", 0), urban=("bool", False), single=("bool", False),
        amount=("int64", 0), start=("int32", 0), end=("int32", NONE), phasing_out=("bool", False), income=("int64", 0),
        fading=("int32", NONE),
    )  # fmt: skip
    world.tables["destitute"] = make_table(
        person=("int64", 0), central=("bool", False), care=("int8", 0), amount=("int64", 0), start=("int32", 0),
        end=("int32", NONE),
    )  # fmt: skip
    world.tables["children"] = make_table(
        person=("int64", 0), category=("int8", 0), amount=("int64", 0), start=("int32", 0), end=("int32", NONE)
    )
    world.tables["low_income"] = make_table(
        person=("int64", 0), family=("int64", 0), category=("int8", 0), approved=("int32", 0), income=("int64", 0),
        ill=("bool", False),
    )  # fmt: skip
    world.tables["relief"] = make_table(
        person=("int64", 0), no=("int64", 0), reason=("int8", 0), amount=("int64", 0), day=("int32", 0),
        urgent=("bool", False),
    )  # fmt: skip
    _grant_dibao(world, world.scaled(0.01, 8), month.index - rng.integers(2, 48, len(world.households)))
    dibao = world["dibao"]
    ended = rng.random(len(dibao)) < 0.04
    dibao["end"][ended] = np.maximum(month.index - rng.integers(0, 10, int(ended.sum())), dibao["start"][ended])
    _let_fade(world, 0.05, rng.integers(1, 10, len(world.households)))
    _support_destitute(world, world.scaled(0.004, 6), month.index - 20)
    _support_children(world, world.scaled(0.0012, 6), month.index - 9)
    _list_low_income(world, world.scaled(0.0014, 4), month.index - 6)
    now = world.month
    for back in range(12, -1, -1):
        world.month = now.shift(-back)
        _relieve(world)
    world.month = now


def allow(world: World, who: Array, begun: Array | int, end: Array | int = NONE, single: bool = False) -> None:
    """Minimum living allowance for these people, one certificate per register household."""
    people, dibao = world.people, world["dibao"]
    home = people["household"][who]
    rng = world.rng("allow", str(len(dibao)))
    dibao.append(
        len(who),
        person=who,
        certificate=(world.month.index - 24_000) * 10_000_000 + home,
        head=world.households["head"][home],
        urban=home % 11 == 0,
        single=single,
        amount=rng.integers(220, 560, len(world.households))[home] * 100,
        start=begun,
        end=end,
        income=rng.integers(250, 560, len(world.households))[home] * 100,
    )


def support(world: World, who: Array, begun: int, end: int = NONE) -> None:
    """Support as destitute of these people."""
    world["destitute"].append(len(who), person=who, amount=88_000, start=begun, end=end)


def fading_since(dibao: Table) -> Array:
    """First month of phasing out of each spell that does, NONE for the others."""
    guessed = np.maximum(dibao["end"] - 3, dibao["start"])
    return np.where(dibao["phasing_out"], np.where(dibao["fading"] == NONE, guessed, dibao["fading"]), NONE)


def _let_fade(world: World, share: float, ago: Array) -> None:
    """The allowance of a share of the households begins to phase out, or did so many months ago."""
    dibao, now = world["dibao"], world.month.index
    home = world.people["household"][dibao["person"]]
    running = (dibao["end"] == NONE) & ~dibao["phasing_out"] & (dibao["start"] < now - ago[home])
    fading = np.zeros(len(world.households), dtype=bool)
    fading[some(world.rng("fading"), np.bincount(home[running], minlength=len(world.households)) > 0, share)] = True
    rows = running & fading[home]
    dibao["phasing_out"][rows], dibao["fading"][rows] = True, now - ago[home[rows]]


def _end_faded(world: World) -> None:
    """After twelve months most of the allowances that phase out end, and those of people who moved away."""
    rng, dibao, now = world.rng("faded"), world["dibao"], world.month.index
    running = (dibao["end"] == NONE) & (dibao["start"] < now)
    home, people = world.people["household"][dibao["person"]], world.people
    luck = rng.random(len(world.households))[home]
    due = running & dibao["phasing_out"] & (now - fading_since(dibao) >= 12) & (luck < 0.6)
    gone = running & (people["status"][dibao["person"]] == MOVED_OUT) & (luck < 0.5)
    dibao["end"][due | gone] = now - 1


def _grant_dibao(world: World, count: int, begun: Array) -> None:
    """Whole households, poorer ones more likely; now and then somebody hides a car."""
    rng, people = world.rng("dibao"), world.people
    barred = world.has(world["payroll"]["person"]) | (people["job"] > 4)
    cars = world["vehicles"]
    barred |= world.has(cars["person"][(cars["kind"] <= 1) & (cars["status"] == 0)])
    known = world.has(world["dibao"]["person"]) | world.has(world["destitute"]["person"])
    home, present = people["household"], world.present & people["in_register"]
    of_barred = np.bincount(home[(barred | known) & people["in_register"]], minlength=len(world.households)) > 0
    listed = np.bincount(home[present & (people["listed"] >= 0)], minlength=len(world.households)) > 0
    settled = np.bincount(home[present], minlength=len(world.households)) > 0
    weights = np.where(settled, np.where(of_barred, 0.01, 1.0) * np.where(listed, 25.0, 1.0), 0.0)
    weights[home[known & people["in_register"]]] = 0.0
    chosen = np.zeros(len(world.households), dtype=bool)
    chosen[weighted_sample(rng, weights, count)] = True
    members = np.flatnonzero(present & chosen[home])
    allow(world, members, begun[home[members]])


def _support_destitute(world: World, count: int, begun: int) -> None:
    rng, people = world.rng("destitute"), world.people
    sizes = np.bincount(people["household"][people["in_register"]], minlength=len(world.households))
    alone = world.present & (people["relation"] == HEAD) & (world.ages >= 60) & (people["household"] >= 0)
    alone &= sizes[people["household"]] == 1
    alone &= ~world.has(world["dibao"]["person"]) & ~world.has(world["destitute"]["person"]) & (people["job"] == 0)
    who = weighted_sample(rng, np.where(alone, 1.0, 0.0), count)
    world["destitute"].append(
        len(who),
        person=who,
        central=rng.random(len(who)) < 0.3,
        care=rng.choice(3, len(who), p=[0.6, 0.25, 0.15]),
        amount=rng.integers(650, 1100, len(who)) * 100,
        start=begun,
    )


def _support_children(world: World, count: int, begun: int) -> None:
    rng = world.rng("children")
    young = world.present & (world.ages >= 1) & (world.ages < 16) & ~world.has(world["children"]["person"])
    who = weighted_sample(rng, np.where(young, 1.0, 0.0), count)
    birth = world.people["birth_ymd"][who] // 100
    born = birth // 100 * 12 + birth % 100 - 1
    begun_after = np.maximum(begun, born)
    world["children"].append(
        len(who), person=who, category=rng.integers(0, 2, len(who)), amount=110_000, start=begun_after
    )


def _list_low_income(world: World, count: int, approved: int) -> None:
    rng, people = world.rng("low income"), world.people
    known = world.has(world["dibao"]["person"]) | world.has(world["low_income"]["person"])
    heads = world.present & (people["relation"] == HEAD) & ~known & (people["household"] >= 0)
    chosen = np.zeros(len(world.households), dtype=bool)
    chosen[people["household"][weighted_sample(rng, np.where(heads, 1.0, 0.0), count)]] = True
    members = np.flatnonzero(world.present & ~known & chosen[people["household"]] & (people["household"] >= 0))
    home = people["household"][members]
    world["low_income"].append(
        len(members),
        person=members,
        family=70_000_000 + home,
        category=home % 3,
        approved=approved,
        income=60_000 + home % 700 * 100,
        ill=rng.random(len(members)) < 0.1,
    )


def _relieve(world: World) -> None:
    rng, month, relief = world.rng("relief"), world.month, world["relief"]
    weights = np.where(world.present & (world.ages >= 18), np.where(world.people["listed"] >= 0, 6.0, 1.0), 0.0)
    who = weighted_sample(rng, weights, world.scaled(0.0004, 2))
    relief.append(
        len(who),
        person=who,
        no=(month.index - 24_000) * 1_000_000 + np.arange(len(who)),
        reason=rng.integers(0, 4, len(who)),
        amount=rng.integers(5, 40, len(who)) * 10_000,
        day=rng.integers(month.first_day, month.last_day + 1, len(who)),
        urgent=rng.random(len(who)) < 0.2,
    )


def advance(world: World) -> None:
    """New grants, ends of grants, and the dead, whose grants mostly end in time."""
    rng, month = world.rng("welfare"), world.month
    _grant_dibao(world, world.scaled(0.0001, 1), np.full(len(world.households), month.index))
    dibao = world["dibao"]
    leaving = np.zeros(len(world.households), dtype=bool)
    running = (dibao["end"] == NONE) & (dibao["start"] < month.index)
    leaving[some(rng, np.bincount(world.people["household"][dibao["person"][running]],
                                  minlength=len(world.households)) > 0, 0.008)] = True  # fmt: skip
    ending = running & leaving[world.people["household"][dibao["person"]]]
    dibao["end"][ending] = month.index - 1
    dibao["phasing_out"][ending] = rng.random(int(ending.sum())) < 0.5
    _end_faded(world)
    _let_fade(world, 0.004, np.zeros(len(world.households), dtype=np.int64))
    _support_destitute(world, world.scaled(0.00005, 1), month.index)
    _support_children(world, world.scaled(0.00003, 1), month.index)
    _list_low_income(world, world.scaled(0.00005, 1), month.index)
    relief = world["relief"]
    relief.keep(relief["day"] > month.year_ago)
    _relieve(world)
    for name in SPELLS:
        _end_for_the_dead(world, name)


def _end_for_the_dead(world: World, name: str) -> None:
    """Most spells of the dead end with the month of death; what is overlooked ends late."""
    rng, index, spells = world.rng("ends", name), world.month.index, world[name]
    who = world["certificates"]["person"][spells["certificate"]] if name == "disability_subsidies" else spells["person"]
    died = world.death_months()[who]
    running = (spells["end"] == NONE) & (died != NONE)
    luck = rng.random(len(spells))
    at_once = running & (died >= index - 1) & (luck < 0.9)
    late = running & (died < index - 1) & (luck < 0.3)
    spells["end"][at_once] = np.maximum(died[at_once], spells["start"][at_once])
    spells["end"][late] = np.maximum(index - 1, spells["start"][late])
