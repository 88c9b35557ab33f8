"""Medical insurance and what the fund settled."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.topics.work import EMPLOYEE, PUBLIC, RETIRED_EMPLOYEE, RETIRED_PUBLIC
from monitoring.simulator.world import NORMAL, World, some

RESIDENT, EMPLOYED = range(2)
INSURED, PAUSED, ENDED = range(3)
INPATIENT, OUTPATIENT, CHRONIC = range(3)


def start(world: World) -> None:
    """Nearly everybody is insured; thirteen months of settlements lie behind."""
    rng, people = world.rng("medical"), world.people
    count = len(people)
    with_job = np.isin(people["job"], (EMPLOYEE, PUBLIC, RETIRED_EMPLOYEE, RETIRED_PUBLIC))
    luck = rng.random(count)
    insured = people["in_register"] & ~people["dead"]
    scheme = np.where(insured, np.where(with_job, EMPLOYED, RESIDENT), -1)
    # Of some employees only the social insurance fund knows.
    scheme[with_job & (people["job"] != RETIRED_PUBLIC) & (luck < 0.05)] = -1
    uninsured = insured & ~with_job & (luck > 0.9955)
    scheme[uninsured & (luck > 0.998)] = -1
    status = np.where(uninsured, np.where(luck > 0.997, PAUSED, ENDED), INSURED)
    people.add("insured_as", scheme.astype(np.int8), -1)
    people.add("insured_status", status.astype(np.int8), INSURED)
    people.add("insured_year", np.full(count, world.first.period.year, dtype=np.int16), 0)
    people.add("premium_paid", (people["in_register"] & (rng.random(count) < 0.04)), False)
    world.tables["settlements"] = make_table(
        person=("int64", 0), no=("int64", 0), day=("int32", 0), admitted=("int32", NONE), kind=("int8", 0),
        hospital=("int8", 0), total=("int64", 0), basic=("int64", 0), serious=("int64", 0), relief=("int64", 0),
        self_paid=("int64", 0),
    )  # fmt: skip
    now = world.month
    for back in range(13, -1, -1):
        world.month = now.shift(-back)
        _treat(world)
    world.month = now


def advance(world: World) -> None:
    """A new insurance year in January, newborns, people between two insurances, a month of treatment."""
    rng, people, month = world.rng("insurance"), world.people, world.month
    if month.period.month == 1:
        renewing = (people["insured_as"] >= 0) & (people["insured_status"] == INSURED) & ~people["dead"]
        people["insured_year"][some(rng, renewing, 0.995)] = month.period.year
    newborn = np.flatnonzero(people["in_register"] & (people["birth"] >= month.first_day))
    newborn = newborn[rng.random(len(newborn)) < 0.9]
    enrol(world, newborn, RESIDENT)
    _follow_jobs(world, rng)
    lapsed = some(rng, world.present & (people["insured_as"] == RESIDENT), 0.0002)
    people["insured_status"][lapsed] = rng.integers(PAUSED, ENDED + 1, len(lapsed))
    gone = people["dead"] & (people["insured_as"] >= 0)
    people["insured_status"][some(rng, gone, 0.6)] = ENDED
    settlements = world["settlements"]
    settlements.keep(settlements["day"] > month.shift(-14).as_of)
    _treat(world)


def enrol(world: World, who: Array, scheme: int) -> None:
    """These people are insured for the running year."""
    people = world.people
    people["insured_as"][who] = scheme
    people["insured_status"][who] = INSURED
    people["insured_year"][who] = world.month.period.year


def _follow_jobs(world: World, rng: np.random.Generator) -> None:
    """Who found a job is enrolled as an employee; who lost one becomes a resident insured, mostly at once."""
    people = world.people
    employed = np.isin(people["job"], (EMPLOYEE, PUBLIC))
    began = world.present & employed & (people["insured_as"] == RESIDENT)
    enrol(world, some(rng, began, 0.9), EMPLOYED)
    retired = np.isin(people["job"], (RETIRED_EMPLOYEE, RETIRED_PUBLIC))
    lost = np.flatnonzero(world.present & ~employed & ~retired & (people["insured_as"] == EMPLOYED))
    at_once = rng.random(len(lost)) < 0.85
    enrol(world, lost[at_once], RESIDENT)
    people["insured_status"][lost[~at_once]] = PAUSED
    people["insured_as"][lost[~at_once]] = RESIDENT


def _treat(world: World) -> None:
    """A month of settlements, more for the old and for strangers now and then."""
    rng, people, month = world.rng("treatment"), world.people, world.month
    rate = np.interp(np.maximum(world.ages, 0), [0, 6, 30, 60, 80], [0.10, 0.06, 0.06, 0.18, 0.30])
    treated = ~people["dead"] & (people["birth"] < month.first_day) & (people["status"] == NORMAL)
    rate[~people["in_register"]] = 0.05
    who = np.repeat(np.arange(len(people)), rng.poisson(np.where(treated, rate, 0.0)))
    count = len(who)
    kind = rng.choice(3, count, p=[0.14, 0.56, 0.30])
    median = np.array([550_000, 18_000, 32_000])[kind]
    total = np.maximum(rng.lognormal(np.log(median), np.array([0.8, 0.7, 0.5])[kind]).astype(np.int64), 500)
    day = rng.integers(month.first_day, month.last_day + 1, count)
    settle(world, who, day, kind, total, (total * rng.uniform(0.12, 0.42, count)).astype(np.int64))


def settle(world: World, who: Array, day: Array | int, kind: Array | int, total: Array, self_paid: Array) -> None:
    """Settlements; the fund's shares make up what the patients did not pay. Amounts in hundredths of a yuan."""
    count, settlements = len(who), world["settlements"]
    rng = world.rng("settle", str(len(settlements)))
    covered = total - self_paid
    serious = np.where(covered > 1_000_000, covered // 8, 0)
    relief = np.where((world.people["listed"][who] >= 0) & (covered > 100_000), covered // 10, 0)
    days = np.broadcast_to(np.asarray(day), (count,))
    admitted = np.maximum(days - rng.integers(2, 15, count), world.people["birth"][who])
    number = (world.month.index - 24_000) * 100_000_000 + len(settlements) + np.arange(count)
    settlements.append(
        count,
        person=who,
        no=number,
        day=days,
        admitted=np.where(np.broadcast_to(np.asarray(kind), (count,)) == INPATIENT, admitted, NONE),
        kind=kind,
        hospital=rng.integers(0, 5, count),
        total=total,
        basic=covered - serious - relief,
        serious=serious,
        relief=relief,
        self_paid=self_paid,
    )
