"""A county that does not exist, month after month, as its departments would deliver it, with the answers beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from monitoring.period import Period
from monitoring.simulator import population
from monitoring.simulator.answer_key import write_identity, write_key
from monitoring.simulator.clock import Month
from monitoring.simulator.departments import INCREMENTS, SHEETS
from monitoring.simulator.faults import (
    conflicts_list,
    conflicts_registers,
    eliminations,
    missed,
    missed_monitoring,
    missed_services,
    missed_welfare,
    rest,
    risks,
    risks_events,
    risks_income,
    risks_records,
    wrong,
    wrong_deaths,
    wrong_means,
    wrong_support,
    wrong_twice,
)
from monitoring.simulator.faults.deliveries import MISSING, Fate, spoil
from monitoring.simulator.faults.numbers import Told, damage_numbers
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.forms import FORMS
from monitoring.simulator.topics import (
    corrections,
    health,
    homes,
    incomes,
    listing,
    livelihoods,
    medical,
    payments,
    pension,
    schooling,
    statements,
    support,
    vital,
    water,
    welfare,
    work,
)
from monitoring.simulator.topics import property as estate
from monitoring.simulator.view import View
from monitoring.simulator.world import World
from monitoring.simulator.writers import write

_TOPICS = (vital, work, listing, statements, medical, health, estate, schooling, welfare, pension, homes, payments,
           water, incomes, livelihoods, support)  # fmt: skip
_MISNAMING = (
    "medical_insurance.enrolments",
    "human_resources.resident_pension",
    "civil_affairs.dibao",
    "public_security.vehicles",
    "rural_revitalization.monitored_members",
    "finance.subsidy_payments",
    "health.serious_illness",
    "education.students",
    "natural_resources.properties",
    "public_security.deaths",
)


@dataclass(frozen=True)
class SimulationSummary:
    """What was written. delivered: period -> dataset -> fate of its rows; expected: period -> rule -> hits."""

    out: Path
    delivered: dict[str, dict[str, Fate]]
    expected: dict[str, dict[str, int]]

    @property
    def row_count(self) -> int:
        """Rows of all deliveries."""
        return sum(fate.delivered for fates in self.delivered.values() for fate in fates.values())


def simulate(
    seed: int,
    residents: int,
    periods: list[Period],
    out: Path,
    progress: Callable[[str], None] | None = None,
    damage: float = 0,
) -> SimulationSummary:
    """Writes out/inbox/<period>/<department>/<file> and out/answer_key/<period>/*.csv; the same bytes for the same seed.

    periods are consecutive months, earliest first. With two or more, one dataset is missing in the last month.
    damage: per cent of the citizen IDs in every dataset that are delivered damaged; answer_key/<period>/identity.csv then
    tells whose row each is, and the other keys, which know nothing of it, no longer hold.
    progress is told, in Chinese, which month and dataset is written; never anything about a person.
    Raises ValueError for an empty or broken range of months.
    """
    if not periods or any(later != earlier.shift(1) for earlier, later in pairwise(periods)):
        raise ValueError("periods must be consecutive months, earliest first")
    tell = progress or (lambda message: None)
    world = _found(seed, residents, Month(periods[0]))
    delivered: dict[str, dict[str, Fate]] = {}
    expected: dict[str, dict[str, int]] = {}
    for period in periods:
        missing = [MISSING] if len(periods) > 1 and period == periods[-1] else []
        _live(world, Month(period))
        fates, told = _deliver(world, missing, out / "inbox" / str(period), tell, damage)
        expected[str(period)] = write_key(world, fates, missing, out / "answer_key" / str(period))
        if damage:
            write_identity(told, out / "answer_key" / str(period))
        delivered[str(period)] = fates
    return SimulationSummary(out, delivered, expected)


def _found(seed: int, residents: int, first: Month) -> World:
    world = population.make_world(seed, residents, first)
    world.month = first.shift(-1)
    for topic in _TOPICS:
        topic.start(world)
    return world


def _live(world: World, month: Month) -> None:
    world.month = month
    for topic in _TOPICS:
        topic.advance(world)
    if month != world.first:
        corrections.mend(world)
    world.misnamed_now, world.planted_now = set(), set()
    planter = Planter(world)
    for faults in (risks_income, risks, risks_events, risks_records, missed, missed_monitoring, missed_services,
                   missed_welfare, wrong, rest, eliminations,
                   wrong_means, wrong_twice, wrong_support, wrong_deaths, conflicts_list, conflicts_registers):  # fmt: skip
        faults.plant(planter)
    livelihoods.provide(world)
    support.provide(world)
    incomes.deliver(world)


def _deliver(
    world: World, missing: list[str], inbox: Path, tell: Callable[[str], None], damage: float
) -> tuple[dict[str, Fate], list[Told]]:
    period = str(world.month.period)
    choice = world.rng("misnaming").permutation(len(_MISNAMING))[:3]
    misnaming = {_MISNAMING[i] for i in choice if _MISNAMING[i] not in missing}
    wrong_names = min(1 + len(world.people) // 60_000, 8)
    fates: dict[str, Fate] = {}
    told: list[Told] = []
    for dataset, render in SHEETS.items():
        if dataset in missing:
            continue
        tell(f"{period} {dataset}")
        view = View(world, dataset, wrong_names if dataset in misnaming else 0, dataset in INCREMENTS)
        sheet, fates[dataset] = spoil(world, render(view))
        if damage:
            sheet, truth = damage_numbers(world, sheet, damage)
            told += truth
        form = FORMS[dataset]
        path = inbox / dataset.split(".")[0] / form.file_name(period)
        if form.kind != "database" or dataset == "civil_affairs.dibao":
            path.unlink(missing_ok=True)
        write(sheet, form, path, period)
    return fates, told
