"""Holds what became of people's numbers against the answer key of a county whose numbers were damaged on purpose."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring.contracts import Contract, load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.proposals import load_proposals
from monitoring.identity.typed import delivered_number
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.relations import register
from monitoring.settings import Settings

Row = dict[str, str]
Truth = dict[tuple[str, str], tuple[str, str]]


@dataclass
class Figures:
    """Rows. wrongly_joined: under another person's number; wrongly_rejected: good numbers held back or left unlinked for
    their number; proposed and right: repairs of damaged rows."""

    good: int = 0
    damaged: int = 0
    wrongly_joined: int = 0
    wrongly_rejected: int = 0
    proposed: int = 0
    right: int = 0


def figures(settings: Settings, layout: Layout, period: Period, answer_key: Path) -> dict[str, Figures]:
    """By class of damage ("" for good rows), and under "total" together. answer_key: folder with <period>/identity.csv."""
    truth = _truth(answer_key / str(period) / "identity.csv")
    proposed = {one.id: one.person_id for one in load_proposals(layout, period) if one.person_id}
    found = {"total": Figures()}
    with DuckDB(layout.home, "identity figures") as engine:
        register(engine, settings, layout, period)
        engine.table("joined", f"select dataset, row_no, person_id from mentions where period = '{period}'")
        for contract in load_contracts(settings.contracts).values():
            for row in _rows(engine, layout, contract.at(period), period):
                told = truth.get((contract.dataset, row["delivered"] or ""))
                if told is not None:
                    candidate = proposed.get(f"{contract.dataset}:{row['row_no']}")
                    for counted in (found["total"], found.setdefault(told[1], Figures())):
                        _count(counted, told, row, candidate)
    return dict(sorted(found.items()))


def _count(counted: Figures, told: tuple[str, str], row: dict[str, Any], candidate: str | None) -> None:
    (person_id, damage), joined = told, row["person_id"]
    is_held_back = "ID_" in row["reasons"] or (row["is_staged"] and joined is None)
    counted.damaged += damage != ""
    counted.good += damage == ""
    counted.wrongly_joined += joined is not None and joined != person_id
    counted.wrongly_rejected += damage == "" and is_held_back
    counted.proposed += damage != "" and candidate is not None
    counted.right += damage != "" and candidate == person_id


def _truth(path: Path) -> Truth:
    """What every delivered text stands for; one that stands for two people is left out."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    told: Truth = {}
    doubled = set()
    for row in rows:
        key, value = (row["dataset"], row["delivered"]), (row["person_id"], row["damage"])
        if told.setdefault(key, value) != value:
            doubled.add(key)
    return {key: value for key, value in told.items() if key not in doubled}


def _rows(engine: DuckDB, layout: Layout, contract: Contract, period: Period) -> Iterator[dict[str, Any]]:
    """Each row of the delivery: delivered text, reasons, whether it is staged, and under whose number it is joined."""
    path = layout.table("standardised", contract.dataset, period)
    if contract.id_column is None or not path.exists():
        return
    engine.view("rows", path)
    engine.view("raw", layout.table("raw", contract.dataset, period))
    number = delivered_number(contract, engine.columns("select * from raw"))
    yield from engine.rows(
        f"select raw.row_no, {number} as delivered, coalesce(rows.reasons, '') as reasons,"
        " rows.reasons is null and not rows.is_dropped as is_staged, joined.person_id"
        ' from raw join "rows" as rows using (row_no)'
        f" left join joined on joined.row_no = raw.row_no and joined.dataset = '{contract.dataset}' order by raw.row_no"
    )
