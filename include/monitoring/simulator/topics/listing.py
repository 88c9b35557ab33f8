"""The national list: registered and monitored households, why they are on it, what helps them, when the risk is gone."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import World, some

UNSTABLE, MARGINAL, SUDDEN = range(3)
NOT_MONITORED = -1
ASSISTED, NATURAL = range(2)
CAUSES = 12
# Bits of the column `help`, in the order of the export's columns.
HELP_COLUMNS = 14
SOCIETY = 11
# Which measures (bits of `help`) answer which cause; the other causes ask for no certain measure.
FITTING = {0: (4, SOCIETY), 1: (10, SOCIETY), 2: (6, 5, SOCIETY), 7: (7, 8), 8: (9,)}
_UNFIT = 0.03
# No risk is marked as gone at an income below the line.
_LEAST_AFTER = 750_000


def start(world: World) -> None:
    """About eight in a hundred households are registered; five in two hundred are or were monitored."""
    rng, month = world.rng("list"), world.month
    world.listed = make_table(
        no=("int64", 0), home=("int64", 0), registered=("bool", False), category=("int8", NOT_MONITORED),
        identified=("int32", NONE), eliminated=("bool", False), eliminated_month=("int32", NONE), mode=("int8", -1),
        cause_1=("int8", -1), cause_2=("int8", -1), help=("int32", 0), stalled=("bool", False),
        income=("int64", 0), income_after=("int64", NONE),
    )  # fmt: skip
    homes = np.flatnonzero(_may_be_listed(world))
    homes = rng.permutation(homes)
    count = len(world.households)
    registered, unstable = max(round(count * 0.08), 20), max(round(count * 0.010), 4)
    ordinary = max(round(count * 0.015), 6)
    old = homes[: registered + ordinary]
    listed = put_on_list(world, old, np.arange(len(old)) < registered)
    monitored = np.r_[listed[:unstable], listed[registered:]]
    table = world.listed
    table["category"][listed[:unstable]] = rng.choice([UNSTABLE, SUDDEN], unstable, p=[0.8, 0.2])
    table["category"][listed[registered:]] = rng.choice([MARGINAL, SUDDEN], len(listed) - registered, p=[0.7, 0.3])
    identify(world, monitored, month.index - rng.integers(2, 30, len(monitored)))
    _know_poverty(world, rng, monitored)
    done = monitored[table["identified"][monitored] < month.index - 8]
    done = done[rng.random(len(done)) < 0.6]
    taken = np.where(rng.random(len(done)) < 0.01, 4, rng.integers(6, 14, len(done)))
    eliminate(world, done, np.minimum(table["identified"][done] + taken, month.index - 1))
    strangers = np.flatnonzero(~world.people["in_register"])[: max(3, len(listed) // 300)]
    world.people["listed"][strangers] = rng.permutation(listed)[: len(strangers)]


def _may_be_listed(world: World) -> Array:
    """Households of at least one present member, without known means and with nobody on the list yet."""
    people = world.people
    home, present = people["household"], world.present
    size = np.bincount(home[present], minlength=len(world.households))
    on_list = people["in_register"] & (people["listed"] >= 0)
    listed = np.bincount(home[on_list], minlength=len(world.households))
    # Who is seen to have means is not put on the list.
    for name in {"vehicles", "firms", "payroll"} & world.tables.keys():
        owners = world[name]["person"]
        owners = owners[people["in_register"][owners]]
        listed += np.bincount(home[owners], minlength=len(world.households))
    mask: Array = (size > 0) & (listed == 0)
    return mask


def put_on_list(world: World, homes: Array, registered: Array | bool) -> Array:
    """The present members of these register households become listed households; one in twenty lacks a member."""
    people, listed = world.people, world.listed
    rng = world.rng("put on list", str(len(listed)))
    rows = listed.append(
        len(homes),
        no=7_000_000_000 + (len(listed) + np.arange(len(homes))) * 7,
        home=homes,
        registered=registered,
        income=rng.integers(8_000, 21_000, len(homes)) * 100,
    )
    place = np.full(len(world.households), -1)
    place[homes] = rows
    members = np.flatnonzero(world.present & (people["listed"] < 0))
    members = members[place[people["household"][members]] >= 0]
    heads = np.isin(members, world.households["head"][homes])
    first = np.r_[True, np.diff(people["household"][members]) != 0] if len(members) else heads
    members = members[heads | first | (rng.random(len(members)) < 0.98)]
    people["listed"][members] = place[people["household"][members]]
    return rows


def identify(world: World, rows: Array, months: Array | int) -> None:
    """The households are monitored from that month on, for one or two causes, with fitting help."""
    listed = world.listed
    rng = world.rng("identify", str(int(np.sum(listed["identified"] != NONE))))
    listed["identified"][rows] = months
    listed["cause_1"][rows] = rng.choice(CAUSES, len(rows), p=[0.4, 0.14, 0.07, 0.03, 0.05, 0.1, 0.03, 0.03, 0.02,
                                                             0.09, 0.01, 0.03])  # fmt: skip
    second = rng.integers(0, CAUSES, len(rows))
    listed["cause_2"][rows] = np.where((rng.random(len(rows)) < 0.3) & (second != listed["cause_1"][rows]), second, -1)
    help_given(world, rows)


def _know_poverty(world: World, rng: np.random.Generator, rows: Array) -> None:
    """Some households were found for an income below the line."""
    poor = rows[rng.random(len(rows)) < 0.15]
    world.listed["income"][poor] = rng.integers(4_500, 7_300, len(poor)) * 100


def help_given(world: World, rows: Array) -> None:
    """Two or three measures each, and nearly always one that answers the cause."""
    rng = world.rng("help", str(int(np.sum(world.listed["help"]))))
    chosen = [1 << rng.integers(0, HELP_COLUMNS, len(rows)) for _ in range(3)]
    world.listed["help"][rows] = chosen[0] | chosen[1] | chosen[2]
    fitting = rows[rng.random(len(rows)) >= _UNFIT]
    for cause, measures in FITTING.items():
        for name in ("cause_1", "cause_2"):
            world.listed["help"][fitting[world.listed[name][fitting] == cause]] |= 1 << measures[0]


def eliminate(world: World, rows: Array, months: Array | int) -> None:
    """The risk is marked as gone."""
    listed = world.listed
    listed["eliminated"][rows] = True
    listed["eliminated_month"][rows] = months
    listed["mode"][rows] = np.where(rows % 9 == 0, NATURAL, ASSISTED)
    before = listed["income"][rows]
    after = np.maximum(before, _LEAST_AFTER) + rows % 40 * 10_000
    listed["income_after"][rows] = np.where(before == NONE, NONE, after)


def advance(world: World) -> None:
    """New households on the list, help for those who wait for it, risks eliminated, the dead taken off."""
    rng, month, people, listed = world.rng("list"), world.month, world.people, world.listed
    taken_off = some(rng, people["dead"] & (people["listed"] >= 0) & (world.death_months() < month.index), 0.5)
    people["listed"][taken_off] = -1
    waiting = (listed["category"] >= 0) & ~listed["eliminated"] & (listed["help"] == 0)
    help_given(world, some(rng, waiting & ~listed["stalled"] & (listed["identified"] < month.index), 0.9))
    help_given(world, some(rng, waiting & listed["stalled"] & (listed["identified"] < month.index - 2), 0.3))
    due = (listed["category"] >= 0) & ~listed["eliminated"] & (listed["identified"] <= month.index - 7)
    eliminate(world, some(rng, due & (listed["help"] > 0), 0.04), month.index)
    hasty = (listed["category"] >= 0) & ~listed["eliminated"] & (listed["identified"] > month.index - 6)
    eliminate(world, some(rng, hasty & (listed["help"] > 0), 0.002), month.index)
    homes = some(rng, _may_be_listed(world), 0.0006, 3)
    fresh = put_on_list(world, homes, False)
    listed["category"][fresh] = rng.choice([MARGINAL, SUDDEN], len(fresh), p=[0.7, 0.3])
    calm = listed["registered"] & (listed["category"] == NOT_MONITORED)
    relapsed = some(rng, calm, 0.002, 1)
    listed["category"][relapsed] = rng.choice([UNSTABLE, SUDDEN], len(relapsed), p=[0.8, 0.2])
    new = np.r_[fresh, relapsed].astype(np.int64)
    identify(world, new, month.index)
    _know_poverty(world, rng, new)
    listed["help"][new[rng.random(len(new)) < 0.7]] = 0
