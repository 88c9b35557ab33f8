"""What people do about findings: they verify some, put some right, and some come back.

Verdicts are given in the first month about findings that rest on one thing, which this module also says.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from monitoring.simulator import facts, facts_events
from monitoring.simulator.clock import NONE
from monitoring.simulator.memory import EXCEPTION, Finding, Given
from monitoring.simulator.table import Array
from monitoring.simulator.topics import homes, listing
from monitoring.simulator.world import World

HOUSE, DISASTER, LOAN, CONTACT = "risk.unsafe_housing", "risk.disaster", "risk.loan_overdue", "missed.contact"
_EXCEPTION_MONTHS = 2
_CHANGED, _MENDED, _BACK = 2, 1, 3


@dataclass(frozen=True)
class Told:
    """A verdict as the answer key tells it; until: a month's number, null unless an exception."""

    finding: Finding
    outcome: str
    reason: str
    until: int | None = None


def verdicts(world: World, number: int, hits: set[Finding]) -> Iterator[Told]:
    """What is found out about this month's findings; number: of the month, counted from none."""
    if number:
        return
    now = world.month.index
    for rule, count, outcome, reason, until in (
        (HOUSE, 2, "data_error", "鉴定等级录入有误", None),
        (DISASTER, 1, "other", "已获足额赔付，不影响生活", None),
        (LOAN, 1, EXCEPTION, "已办理展期，银行下季度回传", now + _EXCEPTION_MONTHS),
        (CONTACT, 1, "helped", "已安排帮扶联系人，待录入", None),
    ):
        of_rule = [finding for finding in hits if finding[0] == rule]
        for finding in sorted(of_rule, key=lambda one: (one not in world.planted_now, one))[:count]:
            yield Told(finding, outcome, reason, until)


def given(told: Told, month: int, rests_on: Hashable) -> Given:
    """The verdict as the memory keeps it."""
    return Given(told.outcome, month, rests_on, told.until)


def rests_on(world: World) -> dict[Finding, Hashable]:
    """What the findings rest on about which verdicts may be given: grades of houses, days of disasters."""
    found: dict[Finding, set[int]] = {}
    for rule, table, mask, column in (
        (HOUSE, world["houses"], facts.unsafe_houses(world), "grade"),
        (DISASTER, world["disasters"], facts_events.grave_disasters(world), "day"),
    ):
        rows = np.flatnonzero(mask)
        rows = rows[world.units[table["person"][rows]] >= 0]
        for text, value in zip(world.unit_texts(world.units[table["person"][rows]]), table[column][rows], strict=True):
            found.setdefault((rule, text), set()).add(int(value))
    return {finding: tuple(sorted(values)) for finding, values in found.items()}


def go_on(world: World, number: int) -> None:
    """The month's part: before anything is planted."""
    if number == _MENDED:
        _mend(world)
        _recover(world)
    if number == _CHANGED:
        _appraise_again(world)
    if number == _BACK:
        _fall_due_again(world)


def _unverified(world: World, rule: str, rows: Array, owners: Array) -> Array:
    """Those of the rows whose owners belong to households without a verdict under the rule; owners: a person per row."""
    rows = rows[world.units[owners[rows]] >= 0]
    texts = world.unit_texts(world.units[owners[rows]])
    return rows[[(rule, text) not in world.verified for text in texts]] if texts else rows


def _mend(world: World) -> None:
    """A house is renovated and a loan paid back; the loan will be overdue again."""
    houses, loans, day = world["houses"], world["loans"], world.month.last_day
    mended = _unverified(world, HOUSE, np.flatnonzero(facts.unsafe_houses(world)), houses["person"])[:1]
    houses["renovated"][mended], houses["moved_in"][mended] = True, True
    houses["begun"][mended], houses["completed"][mended] = day - 28, day - 12
    houses["accepted"][mended], houses["paid"][mended] = day - 8, day - 2
    repaid = _unverified(world, LOAN, np.flatnonzero(loans["overdue"]), loans["person"])[:1]
    loans["overdue"][repaid] = False
    world.repaid |= {int(number) for number in loans["no"][repaid]}


def _fall_due_again(world: World) -> None:
    loans = world["loans"]
    loans["overdue"][np.isin(loans["no"], sorted(world.repaid))] = True


def _recover(world: World) -> None:
    """The risk of a household that was helped for long is marked as gone."""
    listed, now = world.listed, world.month.index
    helped = (listed["category"] != listing.NOT_MONITORED) & ~listed["eliminated"] & (listed["help"] > 0)
    helped &= (listed["identified"] != NONE) & (listed["identified"] <= now - 9)
    listing.eliminate(world, np.flatnonzero(helped)[:2], now)


def _appraise_again(world: World) -> None:
    """One verified house gets another grade: what was found on the spot no longer holds."""
    houses = world["houses"]
    unsafe = np.flatnonzero(facts.unsafe_houses(world))
    rows = np.setdiff1d(unsafe, _unverified(world, HOUSE, unsafe, houses["person"]))
    rows = rows[world.units[houses["person"][rows]] >= 0][:1]
    houses["grade"][rows] = np.where(houses["grade"][rows] == homes.GRADE_D, homes.GRADE_C, homes.GRADE_D)
