"""Illnesses, disability certificates and the two disability subsidies."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.world import World, some, weighted_sample

SERIOUS, LONG_TERM, MENTAL = range(3)
DISEASES = [("C34", "肺恶性肿瘤", SERIOUS), ("N18", "终末期肾病", SERIOUS), ("I21", "急性心肌梗死", SERIOUS), ("I10", "高血压", LONG_TERM),
            ("E11", "2型糖尿病", LONG_TERM), ("J44", "慢性阻塞性肺疾病", LONG_TERM), ("F20", "精神分裂症", MENTAL)]  # fmt: skip
VALID, CANCELLED, EXPIRED = range(3)
LIVING_SUBSIDY, CARE_SUBSIDY = range(2)


def start(world: World) -> None:
    """Illnesses and certificates of the past, and who draws a subsidy."""
    rng, month = world.rng("health"), world.month
    world.tables["illnesses"] = make_table(
        person=("int64", 0), disease=("int8", 0), day=("int32", 0), card=("bool", False), signed=("bool", False)
    )
    world.tables["certificates"] = make_table(
        person=("int64", 0), category=("int8", 1), grade=("int8", 1), issued=("int32", 0), until=("int32", NONE),
        status=("int8", VALID), reissued=("bool", False), misprint=("bool", False),
    )  # fmt: skip
    world.tables["disability_subsidies"] = make_table(
        certificate=("int64", 0), kind=("int8", 0), amount=("int64", 0), start=("int32", 0), end=("int32", NONE)
    )
    _fall_ill(world, world.scaled(0.07, 20), month.first_day - rng.integers(30, 2500, world.scaled(0.07, 20)))
    count = world.scaled(0.045, 20)
    who = _candidates_for_certificates(world, rng, count)
    issued = np.maximum(month.first_day - rng.integers(30, 3400, len(who)), world.people["birth"][who] + 200)
    grant_certificates(world, who, rng.choice([1, 2, 3, 4], len(who), p=[0.12, 0.24, 0.3, 0.34]), issued)
    certificates = world["certificates"]
    severe = _in_force(world) & (certificates["grade"] <= 2)
    begun = month.index - rng.integers(2, 40, len(certificates))
    _subsidise(world, some(rng, severe, 0.97), CARE_SUBSIDY, begun)
    _subsidise(world, some(rng, _in_force(world), 0.2, 3), LIVING_SUBSIDY, begun)


def _fall_ill(world: World, count: int, day: Array) -> None:
    rng, people = world.rng("illness", str(len(world["illnesses"]))), world.people
    weights = np.where(world.present & (world.ages >= 1), np.interp(world.ages, [0, 40, 60, 80], [1, 4, 20, 30]), 0.0)
    who = weighted_sample(rng, weights, count)
    disease = rng.choice(len(DISEASES), len(who), p=[0.03, 0.02, 0.03, 0.48, 0.3, 0.12, 0.02])
    day = np.maximum(day[: len(who)], people["birth"][who] + 30)
    known = world["illnesses"]["person"] * 10 + world["illnesses"]["disease"]
    fresh = ~np.isin(who * 10 + disease, known)
    world["illnesses"].append(
        int(fresh.sum()),
        person=who[fresh],
        disease=disease[fresh],
        day=day[fresh],
        card=rng.random(int(fresh.sum())) < 0.8,
        signed=rng.random(int(fresh.sum())) < 0.85,
    )


def _candidates_for_certificates(world: World, rng: np.random.Generator, count: int) -> Array:
    free = world.present & ~world.has(world["certificates"]["person"]) & (world.ages >= 3)
    return weighted_sample(rng, np.where(free, np.interp(world.ages, [0, 40, 60, 80], [1, 2, 5, 9]), 0.0), count)


def grant_certificates(world: World, who: Array, grade: Array, issued: Array) -> Array:
    """New certificates, nearly all valid for ten years; returns their positions."""
    rng = world.rng("certificates", str(len(world["certificates"])))
    return world["certificates"].append(
        len(who),
        person=who,
        category=rng.choice([1, 2, 3, 4, 5, 6, 7], len(who), p=[0.13, 0.17, 0.03, 0.45, 0.09, 0.1, 0.03]),
        grade=grade,
        issued=issued,
        until=np.where(rng.random(len(who)) < 0.95, issued + 3652, NONE),
        reissued=rng.random(len(who)) < 0.06,
    )


def _in_force(world: World) -> Array:
    """Mask over certificates: valid, not run out, holder present."""
    certificates = world["certificates"]
    current = (certificates["until"] == NONE) | (certificates["until"] >= world.month.as_of)
    mask: Array = (certificates["status"] == VALID) & current & world.present[certificates["person"]]
    return mask


def _subsidise(world: World, certificates: Array, kind: int, begun: Array | int) -> None:
    months = np.broadcast_to(np.asarray(begun), (len(world["certificates"]),))[certificates]
    issued = world["certificates"]["issued"][certificates]
    first = issued.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    draw_subsidy(world, certificates, kind, np.maximum(months, first))


def draw_subsidy(world: World, certificates: Array, kind: int, begun: Array | int, end: int = NONE) -> None:
    """Subsidies of one kind to these certificates from a month on."""
    amount = 13_000 if kind == CARE_SUBSIDY else 8_000
    world["disability_subsidies"].append(
        len(certificates), certificate=certificates, kind=kind, amount=amount, start=begun, end=end
    )


def advance(world: World) -> None:
    """New illnesses and certificates, certificates run out, subsidies begin and end."""
    rng, month, certificates = world.rng("health"), world.month, world["certificates"]
    count = world.scaled(0.0012, 3)
    _fall_ill(world, count, rng.integers(month.first_day, month.last_day, count))
    who = _candidates_for_certificates(world, rng, world.scaled(0.0004, 2))
    issued = rng.integers(month.first_day, month.last_day, len(who))
    grant_certificates(world, who, rng.choice([1, 2, 3, 4], len(who), p=[0.12, 0.24, 0.3, 0.34]), issued)
    past = (certificates["status"] == VALID) & (certificates["until"] != NONE) & (certificates["until"] < month.as_of)
    certificates["status"][some(rng, past, 0.5)] = EXPIRED
    gone = (certificates["status"] == VALID) & world.people["dead"][certificates["person"]]
    certificates["status"][some(rng, gone, 0.6)] = CANCELLED
    subsidies = world["disability_subsidies"]
    drawing = np.zeros(len(certificates), dtype=bool)
    drawing[subsidies["certificate"][(subsidies["kind"] == CARE_SUBSIDY)]] = True
    waiting = _in_force(world) & (certificates["grade"] <= 2) & ~drawing
    draw_subsidy(world, some(rng, waiting, 0.4), CARE_SUBSIDY, month.index)
