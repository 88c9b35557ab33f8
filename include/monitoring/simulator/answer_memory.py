"""The part of the answer key about memory: what becomes of findings and households from month to month, and verdicts.

Everything is told twice: as it is when nobody verifies anything, and as it is when the verdicts of the key are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from monitoring.period import Period
from monitoring.simulator import story
from monitoring.simulator.answer_key import write_rows
from monitoring.simulator.memory import OR, Finding, Memory
from monitoring.simulator.silence import RISK, undecided
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing
from monitoring.simulator.truth_risks import active, listed_units
from monitoring.simulator.world import World

ABSENT = "absent"
LISTED, ELIMINATED, SUSPECTED = "listed", "eliminated", "suspected"
_SETTLED = {"dismissed", "accepted", "set_aside", "ended"}
Statuses = Mapping[Finding, str]


class MemoryKey:
    """One county's. write() is called once a month, in order."""

    def __init__(self) -> None:
        self._plain, self._verified = Memory(), Memory()
        self._before: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def write(self, world: World, number: int, hits: set[Finding], folder: Path) -> None:
        """Writes findings' statuses.csv, households.csv and verdicts.csv; number: of the month, counted from none."""
        month, rests_on = world.month.index, story.rests_on(world)
        silent, unknown = undecided(world.absent), _without_record(world)

        def is_kept(finding: Finding) -> bool:
            return finding[0] in silent or finding[1] in world.absent or finding in unknown

        plain, verified = (memory.statuses(month, hits, is_kept, rests_on) for memory in (self._plain, self._verified))
        write_rows(folder / "statuses.csv", ("rule", "subject_id", "status", "status_verified"), (
            (rule, subject, plain[rule, subject], verified[rule, subject]) for rule, subject in sorted(plain)))  # fmt: skip
        self._before = (
            _households(world, plain, self._before[0]), _households(world, verified, self._before[1])
        )  # fmt: skip
        without, given = self._before
        write_rows(folder / "households.csv", ("household_id", "status", "status_verified"), (
            (household, without.get(household, ABSENT), given.get(household, ABSENT))
            for household in sorted({*without, *given})))  # fmt: skip
        told = list(story.verdicts(world, number, hits))
        for one in told:
            self._verified.verify(one.finding, story.given(one, month, rests_on.get(one.finding)))
            world.verified.add(one.finding)
        write_rows(folder / "verdicts.csv", ("rule", "subject_id", "outcome", "until", "reason"), (
            (*one.finding, one.outcome, _month(one.until), one.reason) for one in told))  # fmt: skip


def _month(index: int | None) -> str:
    return "" if index is None else str(Period(index // 12, index % 12 + 1))


def _households(world: World, statuses: Statuses, before: Mapping[str, str]) -> dict[str, str]:
    """Status by household of everybody who is looked after or, by an open risk, should be."""
    listed = world.listed
    gone = (listed["category"] != listing.NOT_MONITORED) & listed["eliminated"]
    found = dict.fromkeys(world.unit_texts(listed_units(world, gone)), ELIMINATED)
    found |= dict.fromkeys(world.unit_texts(active(world)), LISTED)
    present = set(world.unit_texts(_present(world)))
    for (rule, household), status in sorted(statuses.items()):
        if rule.startswith(RISK) and household not in found and status not in _SETTLED:
            known = SUSPECTED if household in present else before.get(household, SUSPECTED)
            found[household] = known if _is_open(status) else f"{known}{OR}{ABSENT}"
    return found


def _is_open(status: str) -> bool:
    return not _SETTLED & set(status.split(OR))


def _without_record(world: World) -> set[Finding]:
    """Households that are there, and of whose house or water nobody has a record: nothing can be said of them."""
    present = _present(world)
    found: set[Finding] = set()
    for rule, table in (("risk.unsafe_housing", "houses"), ("risk.unsafe_water", "water")):
        known = world.units[world[table]["person"]]
        found |= {(rule, text) for text in world.unit_texts(np.setdiff1d(present, known))}
    return found


def _present(world: World) -> Array:
    units: Array = np.unique(world.units[world.units >= 0])
    return units
