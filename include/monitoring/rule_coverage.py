"""What the rules did on a month, seen together: a rule that found nobody, or everybody, or what another found already.

A county that plants a fault for every rule must see each of them fire, none on everybody, and no two on the same rows:
a set of rules that fails this has dead or doubled rules, which no reading of the SQL shows reliably.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.rule_engine import Run
from monitoring.rules import outcomes_path, read_runs

ENOUGH = 20
"""Subjects from which on "nobody" and "everybody" mean something."""
_SPREAD = 31


@dataclass(frozen=True)
class Trace:
    """What a rule found: how many subjects, and marks that are equal when subjects, or rows of evidence, are the same."""

    hits: int
    subjects: int
    rows: int | None


def problems(layout: Layout, period: Period) -> list[str]:
    """One line per dead, indiscriminate or doubled rule of that month, sorted; empty when there is none.

    A rule that was blocked by a missing delivery is not judged.
    """
    runs = {name: run for name, run in read_runs(layout, period).items() if not run.blocked}
    return sorted([*_by_counts(runs), *_doubled(_traces(layout, period, runs))])


def problems_over(layout: Layout, periods: Sequence[Period]) -> list[str]:
    """The same over several months: a rule may have nothing to find, or nothing of its own, in some, never in all."""
    runs: dict[str, Run] = {}
    seen: dict[str, Trace] = {}
    for period in periods:
        month = {name: run for name, run in read_runs(layout, period).items() if not run.blocked}
        runs |= {name: _together(run, runs.get(name)) for name, run in month.items()}
        seen |= {name: _joined(trace, seen.get(name)) for name, trace in _traces(layout, period, month).items()}
    return sorted([*_by_counts(runs), *_doubled(seen)])


def _together(run: Run, before: Run | None) -> Run:
    if before is None:
        return run
    counts = {name: getattr(run, name) + getattr(before, name) for name in ("hits", "clear", "not_assessed")}
    return replace(run, **counts)


def _joined(trace: Trace, before: Trace | None) -> Trace:
    if before is None:
        return trace
    rows = None if trace.rows is None or before.rows is None else trace.rows * _SPREAD + before.rows
    return Trace(trace.hits + before.hits, trace.subjects * _SPREAD + before.subjects, rows)


def _by_counts(runs: Mapping[str, Run]) -> Iterator[str]:
    """What could not be assessed does not show that there is nothing to find, but that not everybody is found."""
    for name, run in runs.items():
        assessed = run.hits + run.clear
        seen = assessed + run.not_assessed
        if not run.hits and assessed >= ENOUGH:
            yield f"{name}: found nothing among {assessed} subjects"
        if run.hits == seen and seen >= ENOUGH:
            yield f"{name}: found all of {seen} subjects"
        if not seen:
            yield f"{name}: looks at nobody"


def _traces(layout: Layout, period: Period, runs: Mapping[str, Run]) -> dict[str, Trace]:
    found = {}
    with DuckDB(layout.home, "coverage") as engine:
        for name, run in runs.items():
            if run.hits:
                engine.view("outcomes", outcomes_path(layout, name, period))
                engine.view("evidence", layout.table("findings", name, period))
                (row,) = engine.rows(
                    "select (select cast(sum(hash(subject_id) % 1000000007) as bigint) from outcomes"
                    " where outcome = 'hit') as subjects, (select cast(sum(hash(subject_id, evidence_dataset,"
                    " evidence_row_no, evidence_field) % 1000000007) as bigint) from evidence"
                    " where evidence_dataset is not null) as rows"
                )
                found[name] = Trace(run.hits, row["subjects"], row["rows"])
    return found


def _doubled(traces: Mapping[str, Trace]) -> Iterator[str]:
    first: dict[Trace, str] = {}
    for name, trace in traces.items():
        if trace.rows is None or trace.hits < ENOUGH:
            continue
        if trace in first:
            yield f"{name}: found what {first[trace]} found, on the same rows"
        first.setdefault(trace, name)
