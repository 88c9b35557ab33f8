"""What listed households declare as income per head, month by month."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array, make_table
from monitoring.simulator.topics.listing import NOT_MONITORED
from monitoring.simulator.world import World, some

LINE = 730_000
# Most households that were looked at for their income declare enough again within months.
_RAISED = 0.25


def start(world: World) -> None:
    """Nothing was delivered before the first month."""
    world.tables["declared"] = make_table(listed=("int64", 0), month=("int32", 0), amount=("int64", NONE))


def advance(world: World) -> None:
    """Registered households declare anew now and then, hardly ever much less; low incomes rise again."""
    rng, listed = world.rng("incomes"), world.listed
    calm = listed["registered"] & (listed["category"] == NOT_MONITORED) & (listed["income"] != NONE)
    _scale(listed["income"], some(rng, calm, 0.05), rng, 0.94, 1.1)
    _scale(listed["income"], some(rng, calm & (listed["income"] > 1_200_000), 0.0008), rng, 0.62, 0.69)
    raised = some(rng, calm & (listed["income"] < LINE), _RAISED)
    listed["income"][raised] = LINE + 60_000 + raised % 30 * 10_000
    gone = listed["eliminated"] & (listed["income_after"] != NONE) & (listed["income_after"] < LINE)
    raised = some(rng, gone, _RAISED)
    listed["income_after"][raised] = LINE + 80_000 + raised % 30 * 10_000


def _scale(amounts: Array, rows: Array, rng: np.random.Generator, low: float, high: float) -> None:
    factors = rng.uniform(low, high, len(rows))
    amounts[rows] = (amounts[rows] * factors).astype(np.int64) // 100 * 100


def declared(world: World) -> Array:
    """The declared income of each listed household in hundredths of a yuan, NONE when empty."""
    listed = world.listed
    gone = listed["eliminated"] & (listed["category"] != NOT_MONITORED)
    return np.where(gone, listed["income_after"], listed["income"])


def deliver(world: World) -> None:
    """Remembers what this month's list declares, for the comparison of later months."""
    place = world.people["listed"]
    rows = np.unique(place[place >= 0])
    world["declared"].append(len(rows), listed=rows, month=world.month.index, amount=declared(world)[rows])


def highest_before(world: World, nearest: int, farthest: int) -> Array:
    """Per listed household the highest income declared so many months back, NONE when there is no such month."""
    table, now = world["declared"], world.month.index
    counts = (now - table["month"] >= nearest) & (now - table["month"] <= farthest) & (table["amount"] != NONE)
    highest = np.full(len(world.listed), NONE, dtype=np.int64)
    np.maximum.at(highest, table["listed"][counts], table["amount"][counts])
    return highest
