"""The state of the simulated county: who lives where, what every department's registers hold, what was planted."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from monitoring.simulator.clock import NONE, Month, age_at, months_of
from monitoring.simulator.table import Array, Table

NORMAL, MOVED_OUT, DECEASED, EMPTY_ACCOUNT = range(4)
HEAD, SPOUSE, SON, DAUGHTER, DAUGHTER_IN_LAW, SON_IN_LAW, GRANDSON, GRANDDAUGHTER, PARENT, OTHER = range(10)
DEATH_SOURCES = ("public_security", "civil_affairs", "health")


@dataclass(frozen=True)
class Village:
    """An administrative village with its twelve-digit code."""

    code: str
    name: str
    township: str


@dataclass
class World:
    """people and households are the register; listed is the national list; tables hold everything else by name.

    month: the month being lived; first: the first delivered month. misnamed: dataset -> person -> name as delivered.
    planted: (rule, subject) of deliberate faults; lookalikes: (rule, subject) -> why it is innocent; verified: findings
    about which a verdict was given. absent: datasets of which nothing usable arrives this month. repaid: numbers of loans.
    """

    seed: int
    first: Month
    month: Month
    villages: list[Village]
    people: Table
    households: Table
    names: pa.Array
    ids: pa.Array
    listed: Table = field(default_factory=Table)
    tables: dict[str, Table] = field(default_factory=dict)
    misnamed: dict[str, dict[int, str]] = field(default_factory=dict)
    misnamed_for_good: set[int] = field(default_factory=set)
    misnamed_now: set[int] = field(default_factory=set)
    planted: set[tuple[str, str]] = field(default_factory=set)
    planted_now: set[tuple[str, str]] = field(default_factory=set)
    lookalikes: dict[tuple[str, str], str] = field(default_factory=dict)
    verified: set[tuple[str, str]] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    repaid: set[int] = field(default_factory=set)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def rng(self, *names: str) -> np.random.Generator:
        """Random numbers that depend on the seed, the month and the names only, not on what else was drawn."""
        words = [zlib.crc32(name.encode()) for name in names]
        return np.random.default_rng(np.random.SeedSequence([self.seed, self.month.index, *words]))

    def scaled(self, rate: float, least: int = 0) -> int:
        """How many events a rate per resident makes, at least so many."""
        return max(least, round(rate * int(np.count_nonzero(self.people["in_register"]))))

    @property
    def ages(self) -> Array:
        """Full years at the comparison day."""
        return age_at(self.people["birth_ymd"], self.month.as_of)

    @property
    def school_ages(self) -> Array:
        """Full years on 31 August of the running school year."""
        return age_at(self.people["birth_ymd"], self.month.cutoff)

    @property
    def present(self) -> Array:
        """In the register with status normal and, in truth, alive."""
        people = self.people
        mask: Array = people["in_register"] & (people["status"] == NORMAL) & ~people["dead"]
        return mask

    @property
    def units(self) -> Array:
        """Household of each person as the monitoring counts it: register households first, then listed ones; -1 none."""
        people = self.people
        own = np.where(people["in_register"], people["household"], -1)
        return np.where(people["listed"] >= 0, len(self.households) + people["listed"], own)

    def unit_count(self) -> int:
        """How many households there are for the monitoring, of both kinds."""
        return len(self.households) + len(self.listed)

    def unit_texts(self, units: Array) -> list[str]:
        """How the findings name these households."""
        count = len(self.households)
        return [
            f"register:{self.households['no'][unit]}" if unit < count else f"listed:{self.listed['no'][unit - count]}"
            for unit in units
        ]

    def person_texts(self, people: Array) -> list[str]:
        """The numbers of these people, eighteen characters."""
        return [str(text) for text in self.ids.take(pa.array(people.astype(np.int64))).to_pylist()]

    def reported_deaths(self) -> tuple[Array, Array]:
        """Per person the earliest death day that a delivered source states (NONE: nobody does), and how many do."""
        first = np.full(len(self.people), np.iinfo(np.int64).max)
        sources = np.zeros(len(self.people), dtype=np.int64)
        deaths = self["deaths"]
        for source in DEATH_SOURCES:
            known = (deaths[f"{source}_month"] != NONE) & (deaths[f"{source}_month"] <= self.month.index)
            known &= deaths[f"{source}_day"] <= self.month.as_of
            np.minimum.at(first, deaths["person"][known], deaths[f"{source}_day"][known])
            np.add.at(sources, deaths["person"][known], 1)
        return np.where(sources > 0, first, NONE), sources

    def living(self) -> Array:
        """Living residents as the departments' data show them."""
        people = self.people
        mask: Array = people["in_register"] & (people["status"] == NORMAL) & (self.reported_deaths()[0] == NONE)
        return mask

    def death_months(self) -> Array:
        """True month of death per person, NONE for the living."""
        return months_of(self.people["death_day"])

    def has(self, people: Array) -> Array:
        """Mask over all people of those that are mentioned."""
        mask = np.zeros(len(self.people), dtype=bool)
        mask[people[people >= 0]] = True
        return mask


def weighted_sample(rng: np.random.Generator, weights: Array, count: int) -> Array:
    """Positions drawn without replacement with chances in proportion to the weights; fewer when few weights are > 0."""
    candidates = np.flatnonzero(weights > 0)
    if count >= len(candidates):
        return candidates
    keys = rng.exponential(size=len(candidates)) / weights[candidates]
    return np.sort(candidates[np.argpartition(keys, count)[:count]])


def some(rng: np.random.Generator, mask: Array, share: float, least: int = 0) -> Array:
    """Positions of a random share of the mask, at least so many (as far as there are any)."""
    candidates = np.flatnonzero(mask)
    chosen = candidates[rng.random(len(candidates)) < share]
    if len(chosen) >= least:
        return chosen
    return np.sort(rng.permutation(candidates)[:least])
