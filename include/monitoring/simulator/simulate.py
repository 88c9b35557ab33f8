"""A county that does not exist, month after month, as its departments would deliver it, with the answers beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from monitoring.period import Period
from monitoring.simulator import population, story
from monitoring.simulator.answer_key import write_decisions, write_identity, write_key
from monitoring.simulator.answer_memory import MemoryKey
from monitoring.simulator.clock import Month
from monitoring.simulator.departments import INCREMENTS, SHEETS
from monitoring.simulator.faults import (
    arrivals,
    conflicts_income,
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
    village_totals,
    wrong,
    wrong_deaths,
    wrong_means,
    wrong_support,
    wrong_twice,
)
from monitoring.simulator.faults.deliveries import Fate, spoil
from monitoring.simulator.faults.drift import Drift, repeat, silent, unusable
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
_FAULTS = (risks_income, risks, risks_events, risks_records, missed, missed_monitoring, missed_services, missed_welfare,
           wrong, rest, eliminations, wrong_means, wrong_twice, wrong_support, wrong_deaths, conflicts_list,
           conflicts_registers)  # fmt: skip
_ALL_PLANTED = 2
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


@dataclass(frozen=True)
class Sent:
    """One month's deliveries: fates of those that can be used, whose damaged numbers are told, which are found drifted."""

    fates: dict[str, Fate]
    told: list[Told]
    drifted: set[tuple[str, str]]


def simulate(
    seed: int,
    residents: int,
    periods: list[Period],
    out: Path,
    progress: Callable[[str], None] | None = None,
    damage: float = 0,
) -> SimulationSummary:
    """Writes out/inbox/<period>/<department>/<file> and out/answer_key/<period>/*.csv; the same bytes for the same seed.

    periods are consecutive months, earliest first. With two or more, one dataset is missing in the last month; from the
    third month on departments fall silent and deliveries change (faults.drift).
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
    drift, memory = Drift(), MemoryKey()
    for number, period in enumerate(periods):
        key = out / "answer_key" / str(period)
        _live(world, Month(period), number)
        world.absent = silent(number, len(periods)) | set(unusable(number))
        sent = _deliver(world, drift, number, len(periods), out / "inbox" / str(period), tell, damage)
        findings = write_key(world, sent.fates, sent.drifted, key)
        write_decisions(sent.drifted, key)
        memory.write(world, number, findings, key)
        if damage:
            write_identity(sent.told, key)
        delivered[str(period)] = sent.fates
        expected[str(period)] = dict(sorted(Counter(rule for rule, _ in findings).items()))
    return SimulationSummary(out, delivered, expected)


def _found(seed: int, residents: int, first: Month) -> World:
    world = population.make_world(seed, residents, first)
    world.month = first.shift(-1)
    for topic in _TOPICS:
        topic.start(world)
    return world


def _live(world: World, month: Month, number: int) -> None:
    world.month, world.absent = month, set()
    for topic in _TOPICS:
        topic.advance(world)
    if month != world.first:
        corrections.mend(world)
    story.go_on(world, number)
    world.misnamed_now, world.planted_now = set(), set()
    planter = Planter(world)
    for place, faults in enumerate(_FAULTS):
        # Most faults last: a county in which all are planted every month would have nobody left without one.
        if number < _ALL_PLANTED or (place + number) % 2:
            faults.plant(planter)
    village_totals.plant(planter)
    livelihoods.provide(world)
    support.provide(world)
    conflicts_income.plant(planter)
    incomes.deliver(world)


def _deliver(
    world: World, drift: Drift, number: int, months: int, inbox: Path, tell: Callable[[str], None], damage: float
) -> Sent:
    period = str(world.month.period)
    unsent, broken = silent(number, months), unusable(number)
    choice = world.rng("misnaming").permutation(len(_MISNAMING))[:3]
    misnaming = {_MISNAMING[i] for i in choice if _MISNAMING[i] not in unsent}
    wrong_names = min(1 + len(world.people) // 60_000, 8)
    fates: dict[str, Fate] = {}
    told: list[Told] = []
    drifted = {(rule, dataset) for dataset, rule in broken.items()}
    for dataset, render in SHEETS.items():
        if dataset in unsent:
            continue
        tell(f"{period} {dataset}")
        view = View(world, dataset, wrong_names if dataset in misnaming else 0, dataset in INCREMENTS)
        changed, rules = drift.change(world, render(view), number)
        drifted |= rules
        sheet, fates[dataset] = spoil(world, changed)
        if damage:
            sheet, truth = damage_numbers(world, sheet, damage)
            told += truth
        form = FORMS[dataset]
        path = inbox / dataset.split(".")[0] / form.file_name(period)
        if form.kind != "database" or dataset == "civil_affairs.dibao":
            path.unlink(missing_ok=True)
        write(sheet, form, path, period)
    repeat(number, world.month.period, inbox)
    arrivals.write_lists(world, {dataset: fate.delivered for dataset, fate in fates.items()}, inbox)
    return Sent({dataset: fate for dataset, fate in fates.items() if dataset not in broken}, told, drifted)
