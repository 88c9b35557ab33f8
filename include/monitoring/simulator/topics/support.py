"""Most of what households are entitled to arrives, some of it late: what is left is what the departments overlook."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_support, truth, truth_missed
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, schooling, welfare
from monitoring.simulator.world import World, some

_AT_FIRST, _EVERY_MONTH = 0.95, 0.35
_OVERLOOKED = 0.03
_LEFT_ALONE = 0.1
_NEWCOMERS = 0.8
_GRANT = 150_000


def start(world: World) -> None:
    """What nobody asked for so far is granted to nearly all; a few stay without a contact or a premium subsidy."""
    rng, people, listed = world.rng("support"), world.people, world.listed
    people.add("premium_missed", rng.random(len(people)) < _OVERLOOKED, False)
    listed.add("no_contact", rng.random(len(listed)) < _OVERLOOKED, False)
    listed.add("forsaken", np.zeros(len(listed), dtype=bool), False)
    world["illnesses"].add("until", np.full(len(world["illnesses"]), NONE, dtype=np.int32), NONE)
    _grant(world, _AT_FIRST)


def advance(world: World) -> None:
    """A third of the gaps are closed, new ones open."""
    rng, people, listed = world.rng("support"), world.people, world.listed
    people["premium_missed"][some(rng, people["premium_missed"], 0.1)] = False
    listed["no_contact"][some(rng, listed["no_contact"], 0.25)] = False
    fresh = listed["identified"] == world.month.index
    listed["no_contact"][some(rng, fresh, _OVERLOOKED)] = True
    people["premium_missed"][some(rng, facts_support.of_households(world, fresh), _OVERLOOKED)] = True
    listed["forsaken"][:] = False
    world["houses"]["paid"][some(rng, truth_missed.unpaid(world), 0.25)] = world.month.last_day - 4
    _grant(world, _EVERY_MONTH)
    _visit(world)


def provide(world: World) -> None:
    """Who came onto the list or into the allowance this month is helped too, save those overlooked on purpose."""
    _visit(world)
    rng, owed = world.rng("support", "newcomers"), truth_missed.people(world, world.units)
    overlooked = {subject for _, subject in world.planted_now}
    for rule in ("missed.disability_living", "missed.student_aid"):
        texts = world.person_texts(owed[rule])
        noticed = np.array([text not in overlooked for text in texts], dtype=bool)
        owed[rule] = _share(rng, owed[rule][noticed], _NEWCOMERS)
    _subsidise(world, owed["missed.disability_living"])
    pay_aid(world, owed["missed.student_aid"], world.month.last_day - 1)


def _visit(world: World) -> None:
    """Active households that were not visited in time are, but for some of them."""
    rng, month = world.rng("support", "visits"), world.month
    due = facts_support.active(world) & facts_support.unvisited(world) & ~world.listed["forsaken"]
    rows = some(rng, due, 1 - _LEFT_ALONE)
    world.listed["forsaken"][due] = True
    world["visits"].append(len(rows), listed=rows, day=month.last_day - rows % 12, visitor=rows % 97)


def _grant(world: World, share: float) -> None:
    rng, units = world.rng("support", "grants"), world.units
    owed = truth_missed.people(world, units)
    _keep(world, _share(rng, owed["missed.dibao_severely_disabled"], share), single=True)
    helpless = truth_missed.households(world, units, np.array([], dtype=np.int64))["missed.dibao_no_labour"]
    chosen = np.isin(units, _share(rng, helpless, share)) & world.present
    _keep(world, np.flatnonzero(chosen), single=False)
    _subsidise(world, _share(rng, owed["missed.disability_living"], share))
    _pay_students(world, rng, owed, share)
    illnesses = world["illnesses"]
    illnesses["card"][np.isin(illnesses["person"], _share(rng, owed["missed.chronic_card"], share))] = True
    signing = np.isin(illnesses["person"], _share(rng, owed["missed.family_doctor"], share))
    illnesses["signed"][signing], illnesses["until"][signing] = True, NONE
    _relieve(world, rng, share)


def _share(rng: np.random.Generator, found: Array, share: float) -> Array:
    return found[rng.random(len(found)) < share]


def _keep(world: World, who: Array, single: bool) -> None:
    """The allowance, for those who do not draw it yet and are known to the register."""
    who = who[world.people["in_register"][who] & ~facts_support.kept(world)[who]]
    welfare.allow(world, who, world.month.index, single=single)


def _subsidise(world: World, who: Array) -> None:
    certificates, subsidies = world["certificates"], world["disability_subsidies"]
    known = np.zeros(len(certificates), dtype=bool)
    known[subsidies["certificate"][subsidies["kind"] == health.LIVING_SUBSIDY]] = True
    rows = np.flatnonzero(np.isin(certificates["person"], who) & facts_support.certified(world) & ~known)
    _, first = np.unique(certificates["person"][rows], return_index=True)
    health.draw_subsidy(world, rows[first], health.LIVING_SUBSIDY, world.month.index)


def _pay_students(world: World, rng: np.random.Generator, owed: dict[str, Array], share: float) -> None:
    month = world.month
    pay_aid(world, _share(rng, owed["missed.student_aid"], share), month.last_day - 1)
    grants = _share(rng, owed["missed.rain_dew"], share)
    world["rain_dew"].append(
        len(grants), person=grants, amount=_GRANT, year=month.start_year, term=schooling.running_term(world),
        day=month.last_day - 1,
    )  # fmt: skip


def pay_aid(world: World, who: Array, day: int) -> None:
    """Aid for the running term."""
    world["student_aid"].append(
        len(who), person=who, item=world.people["stage"][who], amount=62_500, year=world.month.start_year,
        term=schooling.running_term(world), day=day,
    )  # fmt: skip


def _relieve(world: World, rng: np.random.Generator, share: float) -> None:
    """Relief for the largest bill of the year of burdened households that are entitled to it."""
    units, settled = world.units, world["settlements"]
    owed = truth_missed.households(world, units, truth.burdened(world, units))["missed.medical_relief"]
    rows = np.flatnonzero(np.isin(units[settled["person"]], _share(rng, owed, share)) & (settled["basic"] > 0))
    rows = rows[(settled["day"][rows] > world.month.year_ago) & (settled["day"][rows] <= world.month.as_of)]
    rows = rows[np.argsort(-settled["basic"][rows], kind="stable")]
    _, first = np.unique(units[settled["person"][rows]], return_index=True)
    moved = np.maximum(settled["basic"][rows[first]] // 10, 1)
    settled["basic"][rows[first]] -= moved
    settled["relief"][rows[first]] += moved
