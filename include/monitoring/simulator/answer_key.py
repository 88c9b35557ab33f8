"""The answer key of a month: what must be found, what must not, and what must become of every delivery's rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from monitoring.simulator.faults.deliveries import Fate
from monitoring.simulator.faults.numbers import Told
from monitoring.simulator.truth import find_hits
from monitoring.simulator.world import World

_MISSING, _QUARANTINED, _DAMAGED = "delivery.missing", "delivery.quarantined", "delivery.id_damage"


class PlantingFailed(RuntimeError):
    """A planted fault is none, or a look-alike is a fault: a defect of the simulator."""


def write_key(world: World, fates: dict[str, Fate], missing: Sequence[str], folder: Path) -> dict[str, int]:
    """Writes expected.csv, lookalikes.csv and deliveries.csv; returns the expected hits per rule."""
    expected = find_hits(world).texts(world) | {(_MISSING, dataset) for dataset in missing}
    spoilt = {(_QUARANTINED, dataset) for dataset, fate in fates.items() if fate.quarantined}
    spoilt |= {(_DAMAGED, dataset) for dataset, fate in fates.items() if fate.damaged}
    expected |= spoilt
    _check(world, expected)
    world.planted |= world.planted_now | spoilt | {(_MISSING, dataset) for dataset in missing}
    for dataset, fate in fates.items():
        if fate.dropped and not fate.quarantined:
            world.lookalikes[_QUARANTINED, dataset] = "只有完全相同的重复行，去重即可"
        if fate.quarantined and not fate.damaged:
            world.lookalikes[_DAMAGED, dataset] = "被隔离的行不是表格软件造成的"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "expected.csv", ("rule", "subject_id", "origin"), (
        (rule, subject, "planted" if (rule, subject) in world.planted else "natural")
        for rule, subject in sorted(expected)))  # fmt: skip
    _write(folder / "lookalikes.csv", ("rule", "subject_id", "why"), (
        (rule, subject, why) for (rule, subject), why in sorted(world.lookalikes.items())
        if (rule, subject) not in expected))  # fmt: skip
    counted = fates | {dataset: Fate(0, 0, 0) for dataset in missing}
    _write(folder / "deliveries.csv", ("dataset", "delivered", "quarantined", "dropped"), (
        (dataset, fate.delivered, fate.quarantined, fate.dropped) for dataset, fate in sorted(counted.items())
    ))  # fmt: skip
    counts: dict[str, int] = {}
    for rule, _ in sorted(expected):
        counts[rule] = counts.get(rule, 0) + 1
    return counts


def write_identity(told: Sequence[Told], folder: Path) -> None:
    """Writes identity.csv: whose number stands, or stood, in a row."""
    header = ("dataset", "delivered", "person_id", "damage")
    _write(folder / "identity.csv", header, ((one.dataset, one.delivered, one.person_id, one.damage) for one in told))


def _check(world: World, expected: set[tuple[str, str]]) -> None:
    lost = sorted({rule for rule, subject in world.planted_now - expected})
    if lost:
        raise PlantingFailed(f"planted faults that no rule should find: {lost}")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
