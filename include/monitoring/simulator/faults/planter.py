"""Chooses households that no rule concerns yet, so that a planted fault or a look-alike stands alone."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing
from monitoring.simulator.truth import find_hits
from monitoring.simulator.world import HEAD, World


class Planter:
    """One month's planting. Every household is used at most once; subjects are noted in the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng("planting")
        self.units = world.units
        self.free = ~find_hits(world).units(world)
        self.count = min(2 + len(world.people) // 10_000, 25)
        self.near_count = max(1, self.count // 3)
        # What stays for a year is planted in number once; later months add to it.
        self.lasting_count = self.count if world.month == world.first else self.near_count

    def people(self, mask: Array, count: int) -> Array:
        """So many people of the mask (fewer when there are not enough), each of another unused household."""
        candidates = self.rng.permutation(np.flatnonzero(mask & (self.units >= 0)))
        candidates = candidates[self.free[self.units[candidates]]]
        _, first = np.unique(self.units[candidates], return_index=True)
        chosen: Array = candidates[np.sort(first)[:count]]
        self.free[self.units[chosen]] = False
        return chosen

    def heads(self, count: int, registered: bool) -> Array:
        """Living heads of registered households, or else of households on no list."""
        people = self.world.people
        mask = self.living & (people["relation"] == HEAD) & (self.ages >= 18)
        return self.people(mask & (self.registered if registered else self.unlisted), count)

    def homes(self, count: int) -> Array:
        """Register households on no list and without means, with a living head; to be put on the list."""
        mask = self.living & self.modest & (self.world.people["relation"] == HEAD) & (self.ages >= 18)
        return self.world.people["household"][self.people(mask & self.unlisted, count)]

    def enlist(self, wanted: int) -> None:
        """As many more registered households as are missing to so many unused ones."""
        known = self.registered & (self.units >= 0)
        unused = np.unique(self.units[known][self.free[self.units[known]]])
        homes = self.homes(max(0, wanted - len(unused)))
        rows = listing.put_on_list(self.world, homes, True)
        fresh = np.zeros(self.world.unit_count(), dtype=bool)
        fresh[: len(self.free)] = self.free
        fresh[rows + len(self.world.households)] = True
        self.free, self.units = fresh, self.world.units

    @property
    def living(self) -> Array:
        """Living residents, in truth and in the data."""
        mask: Array = self.world.present & self.world.living()
        return mask

    @property
    def ages(self) -> Array:
        """Full years at the comparison day."""
        return self.world.ages

    @property
    def unlisted(self) -> Array:
        """People of register households of which nobody is on the list."""
        people, world = self.world.people, self.world
        on_list = people["in_register"] & (people["listed"] >= 0)
        touched = np.bincount(people["household"][on_list], minlength=len(world.households)) > 0
        return people["in_register"] & ~touched[np.maximum(people["household"], 0)]

    @property
    def registered(self) -> Array:
        """People of listed households that are registered and not monitored."""
        listed, place = self.world.listed, self.world.people["listed"]
        calm = listed["registered"] & (listed["category"] < 0)
        return (place >= 0) & calm[np.maximum(place, 0)]

    @property
    def accompanied(self) -> Array:
        """People of households with another living member."""
        known = self.living & (self.units >= 0)
        counts = np.bincount(self.units[known], minlength=self.world.unit_count())
        mask: Array = (self.units >= 0) & (counts[np.maximum(self.units, 0)] > 1)
        return mask

    @property
    def modest(self) -> Array:
        """People of households without vehicles, firms, property and public salaries."""
        names = ("vehicles", "firms", "properties", "payroll")
        return self.without(np.concatenate([self.world[name]["person"] for name in names]))

    def without(self, owners: Array) -> Array:
        """People of households none of whose members is among the owners."""
        touched = np.zeros(self.world.unit_count(), dtype=bool)
        owned = self.units[owners]
        touched[owned[owned >= 0]] = True
        return (self.units >= 0) & ~touched[np.maximum(self.units, 0)]

    def plant_households(self, rule: str, people: Array) -> None:
        """The households of these people are deliberate faults under the rule."""
        self._plant(rule, self.world.unit_texts(self.world.units[people]))

    def plant_people(self, rule: str, people: Array) -> None:
        """These people are deliberate faults under the rule."""
        self._plant(rule, self.world.person_texts(people))

    def plant_listed(self, rule: str, rows: Array) -> None:
        """These listed households are deliberate faults under the rule."""
        self._plant(rule, self.world.unit_texts(rows + len(self.world.households)))

    def spare_listed(self, rule: str, rows: Array, why: str) -> None:
        """These listed households look like faults under the rule and are innocent."""
        for subject in self.world.unit_texts(rows + len(self.world.households)):
            self.world.lookalikes[rule, subject] = why

    def _plant(self, rule: str, subjects: list[str]) -> None:
        self.world.planted_now |= {(rule, subject) for subject in subjects}

    def spare_households(self, rule: str, people: Array, why: str) -> None:
        """The households of these people look like faults under the rule and are innocent."""
        for subject in self.world.unit_texts(self.world.units[people]):
            self.world.lookalikes[rule, subject] = why

    def spare_people(self, rule: str, people: Array, why: str) -> None:
        """These people look like faults under the rule and are innocent."""
        for subject in self.world.person_texts(people):
            self.world.lookalikes[rule, subject] = why
