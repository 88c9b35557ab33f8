"""Proposes whose number a damaged one is: one person of the register with the same name whose number agrees with what
is left. Nothing is joined by a proposal; it waits for the county's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from monitoring.contracts import Contract, load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.agreement import ENOUGH_DIGITS, Agreement, agreement
from monitoring.identity.citizen_id import Status
from monitoring.identity.confirmations import DAMAGED, Confirmation, keep_confirmations, token_of
from monitoring.identity.names import has_lost_character, normalise_name
from monitoring.identity.restricted import read_rows, write_rows
from monitoring.identity.typed import delivered_number
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.pseudonyms import Key, load_key
from monitoring.relations import register
from monitoring.settings import Settings
from monitoring.standing import Standing

_BY_HAND = (Status.OTHER_DOCUMENT,)
Row = dict[str, Any]


@dataclass(frozen=True, order=True)
class Proposal:
    """One quarantined row. damage: the class of damage; evidence: Chinese, without a value; person_id: the candidate,
    empty where only a person can match (other documents); token: what a confirmation is kept under."""

    dataset: str
    row_no: str
    damage: str
    evidence: str
    token: str
    person_id: str

    @property
    def id(self) -> str:
        """What it is called on the command line."""
        return f"{self.dataset}:{self.row_no}"


def write(settings: Settings, layout: Layout, period: Period) -> dict[str, int]:
    """Writes the month's proposals (restricted); returns how many there are, and how many rows are to be matched by
    hand."""
    found = propose(settings, layout, period)
    header = [field.name for field in fields(Proposal)]
    write_rows(_path(layout, period), header, map(asdict, found))
    matched = sum(bool(one.person_id) for one in found)
    return {"repair_proposals": matched, "match_by_hand": len(found) - matched}


def load_proposals(layout: Layout, period: Period) -> list[Proposal]:
    """The month's proposals as last written, in order."""
    return [Proposal(**row) for row in read_rows(_path(layout, period))]


def confirm(layout: Layout, period: Period, wanted: list[str], confirmed_by: str) -> list[str]:
    """Keeps the proposals of these ids; returns the datasets to be taken in again. Raises KeyError for an unknown id."""
    known = {one.id: one for one in load_proposals(layout, period) if one.person_id}
    chosen = [known[name] for name in wanted]
    keep_confirmations(
        layout,
        [Confirmation(c.dataset, c.token, c.person_id, c.damage, str(period), confirmed_by) for c in chosen],
    )
    return sorted({one.dataset for one in chosen})


def propose(settings: Settings, layout: Layout, period: Period) -> list[Proposal]:
    """Proposals for every delivery of the month, sorted."""
    contracts = {name: contract.at(period) for name, contract in load_contracts(settings.contracts).items()}
    key = load_key(settings, layout)
    with DuckDB(layout.home, "propose repairs") as engine:
        standings = {one.contract.dataset: one for one in register(engine, settings, layout, period)}
        rows = [
            {**row, "dataset": dataset}
            for dataset, contract in contracts.items()
            if contract.id_column is not None and "name" in contract.columns
            for row in _damaged(engine, layout, contract, standings.get(dataset), period)
        ]
        namesakes = _namesakes(engine, rows)
    return sorted(found for row in rows for found in _proposed(key, row, namesakes))


def _damaged(
    engine: DuckDB, layout: Layout, contract: Contract, standing: Standing | None, period: Period
) -> list[Row]:
    """Rows of the month's own delivery whose number is damaged, with what was delivered."""
    if standing is None or standing.entry.status != "delivered" or not standing.entry.rows_quarantined:
        return []
    engine.view("raw", layout.table("raw", contract.dataset, period))
    engine.view("rows", layout.table("standardised", contract.dataset, period))
    number = delivered_number(contract, engine.columns("select * from raw"))
    also = [name for name in ("sex", "birth_date") if name in contract.columns]
    columns = ", ".join(["row_no", "number", "name", "person_id_status", *also])
    return engine.rows(
        f'select {columns} from "rows" join (select row_no, {number} as number from raw) as delivered using (row_no)'
        f" where person_id_status in ({DAMAGED}) and name is not null order by row_no"
    )


def _namesakes(engine: DuckDB, rows: list[Row]) -> dict[str, list[Row]]:
    """People of the register by compared name, for the names of these rows as written or as compared."""
    wanted = sorted({name for row in rows for name in (row["name"], normalise_name(row["name"]))})
    engine.table_from_arrow("wanted", pa.table({"name": pa.array(wanted, pa.string())}))
    people = engine.rows(
        "select distinct residents.name, residents.person_id, residents.sex from residents"
        " inner join wanted on residents.name = wanted.name where residents.person_id is not null"
        " order by residents.name, residents.person_id"
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for person in people:
        found[normalise_name(person["name"])].append(person)
    return found


def _proposed(key: Key, row: Row, namesakes: dict[str, list[Row]]) -> Iterator[Proposal]:
    token = token_of(key, row["dataset"], row["number"], row["name"])
    place = (row["dataset"], str(row["row_no"]))
    if row["person_id_status"] in _BY_HAND:
        yield Proposal(*place, str(row["person_id_status"]), "没有公民身份号码，须人工比对", token, "")
        return
    if has_lost_character(row["name"]):
        return
    fitting = {
        person["person_id"]: found
        for person in namesakes.get(normalise_name(row["name"]), [])
        if (found := _fits(row, person)) is not None
    }
    if len(fitting) == 1:
        ((person_id, found),) = fitting.items()
        yield Proposal(*place, found.damage, _evidence(row, found), token, person_id)


def _fits(row: Row, person: Row) -> Agreement | None:
    """Fewer digits than address and year of birth are enough only beside the same birth date."""
    number, birth = person["person_id"], row.get("birth_date")
    if row.get("sex") in ("male", "female") and row["sex"] != ("male" if int(number[16]) % 2 else "female"):
        return None
    if birth is not None and f"{birth:%Y%m%d}" != number[6:14]:
        return None
    found = agreement(row["number"], number)
    return found if found is not None and (found.digits >= ENOUGH_DIGITS or birth is not None) else None


def _evidence(row: Row, found: Agreement) -> str:
    also = ["性别"] if row.get("sex") in ("male", "female") else []
    also += ["出生日期"] if row.get("birth_date") is not None else []
    return f"姓名{''.join(f'、{name}' for name in also)}相同，证件号有 {found.digits} 位相符，户籍中仅此一人"


def _path(layout: Layout, period: Period) -> Path:
    return layout.identity / "proposals" / f"{period}.csv"
