"""The answer key of a month: what must be found, what must not, and what must become of every delivery's rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from monitoring.simulator.faults import arrivals
from monitoring.simulator.faults.deliveries import Fate
from monitoring.simulator.faults.drift import APPROVED
from monitoring.simulator.faults.numbers import Told
from monitoring.simulator.truth import find_hits
from monitoring.simulator.world import World

Finding = tuple[str, str]
_MISSING, _QUARANTINED, _DAMAGED = "delivery.missing", "delivery.quarantined", "delivery.id_damage"


def write_key(world: World, fates: dict[str, Fate], drifted: set[Finding], folder: Path) -> set[Finding]:
    """Writes expected.csv, lookalikes.csv and deliveries.csv; returns the expected findings.

    fates: of every delivery that can be used; drifted: what must be found of deliveries that are other than usual. What
    could not be planted, or what no rule can say because a department is silent, is not expected.
    """
    missing = {(_MISSING, dataset) for dataset in world.absent}
    spoilt = {(_QUARANTINED, dataset) for dataset, fate in fates.items() if fate.quarantined}
    spoilt |= {(_DAMAGED, dataset) for dataset, fate in fates.items() if fate.damaged}
    late = {(arrivals.RULE, arrivals.late(world))}
    expected = find_hits(world).texts(world) | missing | spoilt | late | drifted
    world.planted |= world.planted_now | missing | spoilt | late | drifted
    for dataset, fate in fates.items():
        if fate.dropped and not fate.quarantined:
            world.lookalikes[_QUARANTINED, dataset] = "只有完全相同的重复行，去重即可"
        if fate.quarantined and not fate.damaged:
            world.lookalikes[_DAMAGED, dataset] = "被隔离的行不是表格软件造成的"
    world.lookalikes[arrivals.RULE, arrivals.on_the_last_day(world)] = "截止日当天报送"
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "expected.csv", ("rule", "subject_id", "origin"), (
        (rule, subject, "planted" if (rule, subject) in world.planted else "natural")
        for rule, subject in sorted(expected)))  # fmt: skip
    write_rows(folder / "lookalikes.csv", ("rule", "subject_id", "why"), (
        (rule, subject, why) for (rule, subject), why in sorted(world.lookalikes.items())
        if (rule, subject) not in expected))  # fmt: skip
    counted = fates | {dataset: Fate(0, 0, 0) for dataset in world.absent}
    write_rows(folder / "deliveries.csv", ("dataset", "delivered", "quarantined", "dropped"), (
        (dataset, fate.delivered, fate.quarantined, fate.dropped) for dataset, fate in sorted(counted.items())
    ))  # fmt: skip
    return expected


def write_decisions(drifted: set[Finding], folder: Path) -> None:
    """Writes decisions.csv: about which held deliveries somebody finds that they may be used."""
    held = sorted({dataset for rule, dataset in drifted if rule in APPROVED})
    write_rows(folder / "decisions.csv", ("dataset",), ((dataset,) for dataset in held))


def write_identity(told: Sequence[Told], folder: Path) -> None:
    """Writes identity.csv: whose number stands, or stood, in a row."""
    header = ("dataset", "delivered", "person_id", "damage")
    write_rows(
        folder / "identity.csv", header, ((one.dataset, one.delivered, one.person_id, one.damage) for one in told)
    )


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes one file of the key."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
