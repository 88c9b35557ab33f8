"""Every step of a month killed while it writes files, and run again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from tests.reliability.measures.line import Line
from tests.reliability.small_county import MONTHS, copied, hashes, publish_month
from tests.reliability.step_runs import run_step
from tests.reliability.sweep import spread

_MONTH = str(MONTHS[-1])
_DATASET = "medical_insurance.settlements"
STEPS = (
    ("ingest", (_DATASET, _MONTH)),
    ("close_deliveries", (_MONTH,)),
    ("join_people", (_MONTH,)),
    ("assess_rules", (_MONTH,)),
    ("build_marts", (_MONTH,)),
    ("stage_publication", (_MONTH,)),
    ("publish", (_MONTH,)),
    ("write_reports", (_MONTH,)),
)


def measure(given: Namespace) -> list[Line]:
    with copied() as home:
        publish_month(MONTHS[-1])
        trials = [_trial(home, step, arguments, given.files) for step, arguments in STEPS]
    whole, tried = (sum(numbers) for numbers in zip(*trials, strict=True))
    figure = f"{whole} / {tried}, {len(STEPS)} steps"
    return [Line("a step killed while it writes files and run again: identical", figure, whole == tried)]


def _trial(home: Path, step: str, arguments: tuple[str, ...], count: int) -> tuple[int, int]:
    """(reruns that ended as an undisturbed run does, kills)."""
    undisturbed = run_step(home, step, arguments)
    # What was delivered is sealed anew each time; it is named by the hash of what is in it.
    kept = [path for path in undisturbed.written if "landing" not in path.parts]
    wanted = hashes(kept)
    chosen = sorted(set(spread(len(undisturbed.points), min(count, len(undisturbed.points)))))
    whole = 0
    for at in chosen:
        _take_away(wanted)
        run_step(home, step, arguments, at)
        run_step(home, step, arguments)
        whole += hashes(kept) == wanted
    return whole, len(chosen)


def _take_away(wanted: dict[str, str]) -> None:
    """Removes what the step made, so that a rerun has everything to do; ledgers are what a step begins from."""
    for name in wanted:
        if "/ledger/" not in name and "/runs/" not in name:
            Path(name).unlink()
