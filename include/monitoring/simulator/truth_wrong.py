"""Whom the rules about help that should not be must find, besides those that truth.py knows."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts
from monitoring.simulator import facts_wrong as wrong
from monitoring.simulator.facts_work import visible
from monitoring.simulator.table import Array
from monitoring.simulator.truth_risks import active, of
from monitoring.simulator.world import World

DWELLINGS_MAX = 1


def households(world: World, units: Array) -> dict[str, Array]:
    """Households by rule."""
    supported = of(units, world.has(facts.running(world, "dibao")))
    company = of(units, wrong.runs_a_company(world))
    dwellings = _well_housed(world, units)
    others = of(units, facts.has_car(world) | world.has(world["payroll"]["person"]))
    means = np.unique(np.concatenate([company, dwellings, others]))
    pensioned = of(units, wrong.draws_employees_pension(world) & visible(world))
    disabled = of(units, wrong.certified(world) & visible(world))
    return {
        "wrong.dibao_business": np.intersect1d(supported, company),
        "wrong.dibao_properties": np.intersect1d(supported, dwellings),
        "wrong.dibao_retirement_pension": np.intersect1d(supported, pensioned),
        "wrong.listed_assets": np.intersect1d(active(world), means),
        "wrong.phase_out_overrun": np.setdiff1d(of(units, wrong.phasing_out_too_long(world)), disabled),
    }


def people(world: World) -> dict[str, Array]:
    """People by rule."""
    dibao, destitute = (world.has(facts.running(world, name)) for name in ("dibao", "destitute"))
    posts, ages = wrong.posts_held(world), world.ages
    misfit = (ages < wrong.POST_AGES[0]) | (ages > wrong.POST_AGES[1])
    masks = {
        "wrong.dibao_moved_out": dibao & wrong.moved_away(world),
        "wrong.dibao_and_special_support": dibao & destitute & visible(world),
        "wrong.two_medical_insurances": wrong.insured_twice(world),
        "wrong.two_pensions": wrong.draws_two_pensions(world),
        "wrong.insured_after_death": wrong.insured_after_death(world),
        "wrong.treated_after_death": wrong.treated_after_death(world),
        "wrong.special_support_able": wrong.supported_though_able(world),
        "wrong.welfare_post_age": (posts > 0) & misfit,
        "wrong.welfare_posts_many": posts > wrong.POSTS_MAX,
        "wrong.rain_dew_not_vocational": wrong.granted_without_trade(world),
        "wrong.disability_subsidy_no_certificate": wrong.subsidised_without_certificate(world),
        "wrong.single_person_dibao": wrong.single_without_reason(world),
    }
    return {rule: np.flatnonzero(mask) for rule, mask in masks.items()}


def _well_housed(world: World, units: Array) -> Array:
    """Households whose members own more dwellings than one."""
    known = units >= 0
    counts = np.bincount(units[known], weights=wrong.dwellings(world)[known], minlength=world.unit_count())
    return np.flatnonzero(counts > DWELLINGS_MAX)
