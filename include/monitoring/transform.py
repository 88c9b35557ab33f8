"""Builds the people and households of a month from the roles, by the SQL of include/sql/intermediate."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

from monitoring.engines.duckdb import DuckDB
from monitoring.errors import MonitoringError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.relations import register
from monitoring.settings import Settings

_READS = re.compile(r"\b(?:from|join)\s+(int_\w+)")
GRAINS = {"int_people": "person_key", "int_households": "household_id"}


def build(settings: Settings, layout: Layout, period: Period) -> dict[str, int]:
    """Writes int_people and int_households of that month; returns their numbers of rows.

    Raises MonitoringError when a table has two rows of one person or household: then no count of it can be trusted.
    """
    counts = {}
    with DuckDB(layout.home, "transform") as engine:
        register(engine, settings, layout, period)
        for name, sql in models(settings.sql / "intermediate").items():
            if name not in GRAINS:
                engine.view(name, sql)
                continue
            target = layout.table("intermediate", name, period)
            counts[name] = engine.write(sql, target, GRAINS[name])
            engine.view(name, target)
            _check_grain(engine, name)
    return {"people": counts["int_people"], "households": counts["int_households"]}


def attach(engine: DuckDB, layout: Layout, period: Period) -> None:
    """Registers what build() wrote."""
    for name in GRAINS:
        engine.view(name, layout.table("intermediate", name, period))


def models(folder: Path) -> dict[str, str]:
    """SQL by name, each after those it reads; what a file reads is found in its text."""
    texts = {path.stem: path.read_text(encoding="utf-8").rstrip() for path in sorted(folder.glob("*.sql"))}
    order = TopologicalSorter({name: sorted(set(_READS.findall(text))) for name, text in texts.items()})
    return {name: texts[name] for name in order.static_order()}


def _check_grain(engine: DuckDB, name: str) -> None:
    key = GRAINS[name]
    found = engine.rows(f"select count(*) as rows, count(distinct {key}) as keys from {name}")[0]
    if found["rows"] != found["keys"]:
        raise MonitoringError(
            f"JOIN_FANOUT {name}: {found['rows'] - found['keys']} rows share a {key} with another row"
        )
