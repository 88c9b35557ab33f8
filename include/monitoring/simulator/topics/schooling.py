"""Who goes to which school, who is absent and why, and the aid paid to students."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array, Table, make_table
from monitoring.simulator.world import World, some, weighted_sample

PRESCHOOL, PRIMARY, JUNIOR, SENIOR, VOCATIONAL, COLLEGE, UNIVERSITY = range(7)
STUDYING, SUSPENDED, DROPPED_OUT, GRADUATED, TRANSFERRED, HOME_TEACHING = range(6)
AT_SCHOOL = (STUDYING, SUSPENDED, HOME_TEACHING)
ILL, TAUGHT_AT_HOME, DEFERRED, ABROAD, LOST_CONTACT, DROPOUT = range(6)
ACCEPTED = (ILL, TAUGHT_AT_HOME, DEFERRED, ABROAD)
NO_STAGE = -1


def start(world: World) -> None:
    """The running school year, with its absences and some of last year's."""
    people = world.people
    count = len(people)
    people.add("stage", np.full(count, NO_STAGE, dtype=np.int8), NO_STAGE)
    people.add("study", np.full(count, -1, dtype=np.int8), -1)
    people.add("study_year", np.zeros(count, dtype=np.int16), 0)
    world.tables["absences"] = make_table(
        person=("int64", 0), year=("int16", 0), reason=("int8", 0), returned=("bool", False)
    )
    world.tables["student_aid"] = make_table(
        person=("int64", 0),
        item=("int8", 0),
        amount=("int64", 0),
        year=("int16", 0),
        term=("int8", 0),
        day=("int32", 0),
    )
    world.tables["rain_dew"] = make_table(
        person=("int64", 0), amount=("int64", 0), year=("int16", 0), term=("int8", 0), day=("int32", 0)
    )
    _begin_year(world, first=True)
    rng = world.rng("last year")
    former = some(rng, (people["study"] == STUDYING) & (world.school_ages >= 8), 0.002, 2)
    year = world.month.start_year
    add_absences(world, former, rng.choice([ILL, LOST_CONTACT, DROPOUT], len(former)), year - 1, returned=True)
    _aid(world)


def advance(world: World) -> None:
    """September begins a school year; in other months a few drop out, are talked back, fall ill or die."""
    rng, people, month = world.rng("schooling"), world.people, world.month
    if month.period.month == 9:
        _begin_year(world, first=False)
    pupils = world.present & (people["study"] == STUDYING) & (people["stage"] <= JUNIOR) & (world.school_ages >= 6)
    leaving = some(rng, pupils, 0.0003)
    people["study"][leaving] = DROPPED_OUT
    add_absences(world, leaving, rng.choice([LOST_CONTACT, DROPOUT], len(leaving)), month.start_year)
    resting = some(rng, pupils & (people["study"] == STUDYING), 0.0004)
    people["study"][resting] = SUSPENDED
    absences = world["absences"]
    away = (absences["year"] == month.start_year) & (absences["reason"] >= LOST_CONTACT) & ~absences["returned"]
    back = some(rng, away & ~np.isin(absences["person"], leaving), 0.2)
    absences["returned"][back] = True
    people["study"][absences["person"][back]] = STUDYING
    people["study_year"][absences["person"][back]] = month.start_year
    unknown = back[people["stage"][absences["person"][back]] == NO_STAGE]
    people["stage"][absences["person"][unknown]] = _stage_of(world)[absences["person"][unknown]]
    aid, grants = world["student_aid"], world["rain_dew"]
    aid.keep((aid["day"] > month.year_ago) & ~people["dead"][aid["person"]])
    grants.keep(grants["day"] > month.year_ago)
    if month.period.month in (3, 10):
        _aid(world)


def add_absences(world: World, who: Array, reason: Array | int, year: int, returned: bool = False) -> None:
    """Entries of the ledger of absent children, one per child and school year."""
    absences = world["absences"]
    noted = absences["person"][absences["year"] == year]
    new = ~np.isin(who, noted)
    reasons = np.broadcast_to(np.asarray(reason), (len(who),))
    absences.append(int(new.sum()), person=who[new], reason=reasons[new], year=year, returned=returned)


def _stage_of(world: World) -> Array:
    """The usual stage at each age on 31 August."""
    ages = world.school_ages
    return np.select([ages < 6, ages < 12, ages < 15, ages < 18], [PRESCHOOL, PRIMARY, JUNIOR, SENIOR], UNIVERSITY)


def _begin_year(world: World, first: bool) -> None:
    """Everybody moves up; who leaves school after the compulsory years stays in the list as a graduate for a year."""
    rng, people, month = world.rng("school year"), world.people, world.month
    ages, luck = world.school_ages, rng.random(len(people))
    present = world.present
    stage = _stage_of(world).astype(np.int8)
    before = people["stage"].copy()
    stage = np.where(
        stage == SENIOR, np.where(before >= SENIOR, before, np.where(luck < 0.6, SENIOR, VOCATIONAL)), stage
    )
    higher = np.where(before >= COLLEGE, before, np.where(luck < 0.35, COLLEGE, UNIVERSITY))
    stage = np.where(stage == UNIVERSITY, higher, stage)
    share = np.select([ages < 3, ages < 6, ages < 15, ages < 16, ages < 18, ages < 22], [0, 0.8, 1, 0.985, 0.94, 0.35])
    carries_on = np.isin(people["study"], AT_SCHOOL) | first
    own = rng.random(len(people))
    attends = present & np.where(ages >= 16, (own < share) & carries_on, own < share)
    leaves = ~attends & np.isin(people["study"], AT_SCHOOL)
    became = np.where(ages < 6, -1, np.where(present | (ages >= 15), GRADUATED, TRANSFERRED))
    people["study"][leaves] = became[leaves]
    stale = (people["study"] == GRADUATED) & (people["study_year"] < month.start_year - 1)
    people["study"][stale] = -1
    kept = np.isin(people["study"], (SUSPENDED, HOME_TEACHING))
    people["study"][attends & ~kept] = STUDYING
    people["study_year"][attends] = month.start_year
    people["stage"][attends] = stage[attends]
    pupils = attends & (ages >= 6) & (ages <= 15)
    people["study"][some(rng, pupils, 0.002, 2)] = HOME_TEACHING
    people["study"][some(rng, pupils, 0.002, 2)] = SUSPENDED
    missing = some(rng, pupils, 0.003, 2)
    people["study"][missing] = np.where(rng.random(len(missing)) < 0.5, DROPPED_OUT, -1)
    add_absences(world, missing, rng.choice(6, len(missing), p=[0.3, 0.15, 0.2, 0.05, 0.1, 0.2]), month.start_year)
    people["study"][some(rng, pupils & ~world.has(missing), 0.0004)] = TRANSFERRED


def running_term(world: World) -> int:
    """0 in autumn and winter, 1 from March on."""
    return 0 if world.month.period.month >= 9 or world.month.period.month < 3 else 1


def _aid(world: World) -> None:
    """Aid for the running term; grants for vocational students of listed households."""
    rng, people, month = world.rng("aid"), world.people, world.month
    term = running_term(world)
    student = world.present & np.isin(people["study"], AT_SCHOOL) & (people["study_year"] == month.start_year)
    student &= people["stage"] >= PRIMARY
    share = np.where(people["listed"] >= 0, 0.96, 0.03)
    who = np.flatnonzero(student & (rng.random(len(people)) < share))
    if len(who) < 4:
        who = weighted_sample(rng, np.where(student, 1.0, 0.0), 4)
    who = _without(world["student_aid"], who, month.start_year, term)
    amount = np.array([0, 50_000, 62_500, 100_000, 100_000, 165_000, 165_000])[people["stage"][who]]
    world["student_aid"].append(
        len(who), person=who, item=people["stage"][who], amount=amount, year=month.start_year, term=term,
        day=month.last_day,
    )  # fmt: skip
    slips = (people["stage"] == UNIVERSITY) & (rng.random(len(people)) < 0.02)
    trade = student & (np.isin(people["stage"], (VOCATIONAL, COLLEGE)) | slips)
    granted = weighted_sample(rng, np.where(trade, np.where(people["listed"] >= 0, 1e6, 1.0), 0.0), 4)
    listed = np.flatnonzero(trade & (people["listed"] >= 0) & (rng.random(len(people)) < 0.96))
    who = np.unique(np.r_[granted, listed]).astype(np.int64)
    who = _without(world["rain_dew"], who, month.start_year, term)
    world["rain_dew"].append(
        len(who), person=who, amount=150_000, year=month.start_year, term=term, day=month.last_day - 3
    )


def _without(paid: Table, who: Array, year: int, term: int) -> Array:
    """Those of the people who were not paid for this term yet."""
    return who[~np.isin(who, paid["person"][(paid["year"] == year) & (paid["term"] == term)])]
