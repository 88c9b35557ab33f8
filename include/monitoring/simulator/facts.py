"""What the departments' registers say of each person, read from the county's own state: masks over all people."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE, months_of
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, homes, medical, pension, schooling, work
from monitoring.simulator.world import World

CARE_GRADES = (1, 2)
COMPULSORY_AGES = (6, 15)


def dropout(world: World) -> Array:
    """Of compulsory age, at no school this school year and without an accepted reason."""
    people, year = world.people, world.month.start_year
    of_age = (world.school_ages >= COMPULSORY_AGES[0]) & (world.school_ages <= COMPULSORY_AGES[1])
    at_school = np.isin(people["study"], schooling.AT_SCHOOL) & (people["study_year"] == year)
    absences = world["absences"]
    excused = (absences["year"] == year) & np.isin(absences["reason"], schooling.ACCEPTED)
    mask: Array = of_age & ~at_school & ~world.has(absences["person"][excused])
    return mask


def insured(world: World) -> Array:
    """Medically insured in this month, as resident or employee."""
    people, job, now = world.people, world["job_insurance"], world.month.index
    enrolled = (people["insured_as"] >= 0) & (people["insured_status"] == medical.INSURED)
    enrolled &= people["insured_year"] == world.month.period.year
    covered = (job["kind"] == work.MEDICAL) & np.isin(job["status"], (work.PAYING, work.DRAWING))
    covered &= (job["start"] <= now) & ((job["end"] == NONE) | (job["end"] >= now))
    mask: Array = enrolled | world.has(job["person"][covered])
    return mask


def unsafe_houses(world: World) -> Array:
    """Mask over appraisals: of an unsafe house that was not renovated, accepted and moved into."""
    houses = world["houses"]
    mended = houses["renovated"] & (houses["accepted"] != NONE) & houses["moved_in"]
    mask: Array = (houses["grade"] >= homes.GRADE_C) & ~mended
    return mask


def lives_unsafely(world: World) -> Array:
    """Named in the appraisal of such a house."""
    return world.has(world["houses"]["person"][unsafe_houses(world)])


def running(world: World, name: str) -> Array:
    """People of the spells that run in this month."""
    spells, now = world[name], world.month.index
    runs = (spells["start"] <= now) & ((spells["end"] == NONE) | (spells["end"] >= now))
    who: Array = spells["person"][runs]
    return who


def has_car(world: World) -> Array:
    """Owner of a car or commercial vehicle in use."""
    vehicles = world["vehicles"]
    return world.has(vehicles["person"][(vehicles["kind"] <= 2) & (vehicles["status"] == 0)])


def without_care(world: World) -> Array:
    """Holder of a valid certificate of grade one or two, without the care subsidy this month."""
    certificates, subsidies, now = world["certificates"], world["disability_subsidies"], world.month
    current = (certificates["until"] == NONE) | (certificates["until"] >= now.as_of)
    severe = (certificates["status"] == health.VALID) & current & np.isin(certificates["grade"], CARE_GRADES)
    runs = (subsidies["kind"] == health.CARE_SUBSIDY) & (subsidies["start"] <= now.index)
    runs &= (subsidies["end"] == NONE) | (subsidies["end"] >= now.index)
    drawing = certificates["person"][subsidies["certificate"][runs]]
    mask: Array = world.has(certificates["person"][severe]) & ~world.has(drawing)
    return mask


def has_pension(world: World) -> Array:
    """Draws a pension of any kind."""
    job, payroll = world["job_insurance"], world["payroll"]
    retired = world.has(job["person"][(job["kind"] == work.PENSION) & (job["status"] == work.DRAWING)])
    public = world.has(payroll["person"][payroll["category"] == work.RETIRED])
    mask: Array = (world.people["pension_status"] == pension.DRAWING) | retired | public
    return mask


def paid_after_death(world: World) -> Array:
    """Reported dead, and paid for a month after the month of death."""
    first_death, _ = world.reported_deaths()
    died = months_of(first_death)
    last_paid = np.full(len(world.people), NONE)
    now = world.month.index
    for name in ("dibao", "destitute", "children", "disability_subsidies"):
        spells = world[name]
        who = (
            spells["person"]
            if name != "disability_subsidies"
            else world["certificates"]["person"][spells["certificate"]]
        )
        np.maximum.at(last_paid, who, np.where(spells["end"] == NONE, now, np.minimum(spells["end"], now)))
    last_paid[world.people["pension_status"] == pension.DRAWING] = now
    for name in ("payments", "relief", "rain_dew", "awards", "worker_relief"):
        paid = world[name]
        known = paid["day"] <= world.month.as_of
        np.maximum.at(last_paid, paid["person"][known], months_of(paid["day"][known]))
    mask: Array = (died != NONE) & (last_paid > died)
    return mask
