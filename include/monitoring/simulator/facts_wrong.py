"""What speaks against help that somebody gets: means, other help, deaths. Masks over all people, as the data show them."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator.clock import NONE, months_of
from monitoring.simulator.facts_work import at_school, visible, working
from monitoring.simulator.table import Array, Table
from monitoring.simulator.topics import health, medical, pension, schooling, welfare, work
from monitoring.simulator.topics import property as estate
from monitoring.simulator.world import MOVED_OUT, World

ABLE_AGES = (18, 59)
POST_AGES = (16, 69)
POSTS_MAX = 2
PHASE_OUT_MONTHS = 12
SETTLED_WITHIN_DAYS = 30
_DELIVERED_DAYS = 400
_SINGLE_ANYWAY = (1, 2)
_INTELLECTUAL, _MENTAL = 5, 6


def runs_a_company(world: World) -> Array:
    """Legal representative of a company or co-operative that exists."""
    firms = world["firms"]
    big = (firms["type"] != estate.STALL) & (firms["status"] == estate.EXISTING)
    return world.has(firms["person"][big])


def dwellings(world: World) -> Array:
    """How many registered dwellings each person owns, as far as the registry tells."""
    held = world["properties"]
    told = "natural_resources.properties" not in world.absent
    owned = held["person"][(held["use"] == estate.DWELLING) & ~held["of_firm"] & told]
    counts: Array = np.bincount(owned, minlength=len(world.people))
    return counts


def _covering(world: World, table: Table) -> Array:
    """Mask over spells that cover this month."""
    now = world.month.index
    mask: Array = (table["start"] <= now) & ((table["end"] == NONE) | (table["end"] >= now))
    return mask


def draws_employees_pension(world: World) -> Array:
    """Draws a pension from the employees' insurance this month."""
    job = world["job_insurance"]
    drawn = (job["kind"] == work.PENSION) & (job["status"] == work.DRAWING) & _covering(world, job)
    return world.has(job["person"][drawn])


def draws_two_pensions(world: World) -> Array:
    """Draws a pension from more than one of residents' pension, employees' insurance and treasury."""
    payroll = world["payroll"]
    public = world.has(payroll["person"][payroll["category"] == work.RETIRED])
    resident = world.people["pension_status"] == pension.DRAWING
    count = public.astype(int) + resident.astype(int) + draws_employees_pension(world).astype(int)
    mask: Array = visible(world) & (count > 1)
    return mask


def _enrolled(world: World) -> Array:
    people = world.people
    mask: Array = (people["insured_as"] >= 0) & (people["insured_status"] == medical.INSURED)
    mask &= people["insured_year"] == world.month.period.year
    return mask


def insured_twice(world: World) -> Array:
    """Insured as resident and as employee."""
    job, scheme = world["job_insurance"], world.people["insured_as"]
    paid = (job["kind"] == work.MEDICAL) & np.isin(job["status"], (work.PAYING, work.DRAWING)) & _covering(world, job)
    employee = world.has(job["person"][paid]) | (_enrolled(world) & (scheme == medical.EMPLOYED))
    mask: Array = visible(world) & employee & _enrolled(world) & (scheme == medical.RESIDENT)
    return mask


def insured_after_death(world: World) -> Array:
    """Reported to have died before this month, and insured all the same."""
    died, job = months_of(world.reported_deaths()[0]), world["job_insurance"]
    kept = world.has(job["person"][np.isin(job["status"], (work.PAYING, work.DRAWING)) & _covering(world, job)])
    mask: Array = (died != NONE) & (died < world.month.index) & (kept | _enrolled(world))
    return mask


def treated_after_death(world: World) -> Array:
    """A settlement came longer after the reported death than bills take."""
    died, settled, now = world.reported_deaths()[0], world["settlements"], world.month.as_of
    who, day = settled["person"], settled["day"]
    late = (died[who] != NONE) & (day > died[who] + SETTLED_WITHIN_DAYS) & (day <= now) & (day > now - _DELIVERED_DAYS)
    return world.has(who[late])


def moved_away(world: World) -> Array:
    """Left the register before this month."""
    people = world.people
    mask: Array = people["in_register"] & (people["status"] == MOVED_OUT)
    mask &= months_of(people["status_day"]) < world.month.index
    return mask


def healthy(world: World) -> Array:
    """What the national list says of its members' health: no certificate, no illness."""
    certificates = world["certificates"]
    disabled = world.has(certificates["person"][certificates["status"] == health.VALID])
    mask: Array = ~disabled & ~world.has(world["illnesses"]["person"])
    return mask


def supported_though_able(world: World) -> Array:
    """Supported as destitute, and at work or healthy at an age to work."""
    ages = world.ages
    able = (ages >= ABLE_AGES[0]) & (ages <= ABLE_AGES[1]) & (world.people["listed"] >= 0)
    able &= healthy(world) & ~at_school(world)
    mask: Array = visible(world) & world.has(facts.running(world, "destitute")) & (working(world) | able)
    return mask


def posts_held(world: World) -> Array:
    """How many public welfare posts each person who is there holds on the comparison day."""
    posts, now = world["posts"], world.month.as_of
    held = (posts["start"] <= now) & ((posts["end"] == NONE) | (posts["end"] >= now))
    counts: Array = np.bincount(posts["person"][held], minlength=len(world.people))
    return np.where(visible(world), counts, 0)


def granted_without_trade(world: World) -> Array:
    """A rain-and-dew grant of this school year to somebody at a school that teaches no trade."""
    grants, stage = world["rain_dew"], world.people["stage"]
    granted = world.has(grants["person"][grants["year"] == world.month.start_year])
    known = at_school(world) & (stage != schooling.NO_STAGE)
    mask: Array = visible(world) & granted & known & ~np.isin(stage, (schooling.VOCATIONAL, schooling.COLLEGE))
    return mask


def _valid(world: World) -> Array:
    """Mask over certificates valid on the comparison day."""
    certificates = world["certificates"]
    current = (certificates["until"] == NONE) | (certificates["until"] >= world.month.as_of)
    mask: Array = (certificates["status"] == health.VALID) & current
    return mask


def certified(world: World) -> Array:
    """Holds a valid certificate of any grade."""
    return world.has(world["certificates"]["person"][_valid(world)])


def subsidised_without_certificate(world: World) -> Array:
    """Draws a disability subsidy this month without a valid certificate."""
    subsidies = world["disability_subsidies"]
    drawing = world["certificates"]["person"][subsidies["certificate"][_covering(world, subsidies)]]
    mask: Array = visible(world) & world.has(drawing) & ~certified(world)
    return mask


def single_without_reason(world: World) -> Array:
    """Alone in the allowance, neither severely disabled nor seriously ill."""
    dibao, certificates, illnesses = world["dibao"], world["certificates"], world["illnesses"]
    grade, category = certificates["grade"], certificates["category"]
    mind = (grade == 3) & np.isin(category, (_INTELLECTUAL, _MENTAL))
    entitled = world.has(certificates["person"][_valid(world) & (np.isin(grade, _SINGLE_ANYWAY) | mind)])
    kinds = np.array([kind for _, _, kind in health.DISEASES])[illnesses["disease"]]
    ill = world.has(illnesses["person"][kinds != health.LONG_TERM])
    alone = world.has(dibao["person"][dibao["single"] & _covering(world, dibao)])
    mask: Array = visible(world) & alone & ~entitled & ~ill
    return mask


def phasing_out_too_long(world: World) -> Array:
    """The allowance has been phasing out for its full length and still runs."""
    dibao = world["dibao"]
    long = world.month.index - welfare.fading_since(dibao) >= PHASE_OUT_MONTHS
    return world.has(dibao["person"][dibao["phasing_out"] & _covering(world, dibao) & long])
