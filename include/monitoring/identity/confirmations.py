"""Repairs that the county confirmed: what a dataset delivered beside a name stands for a person's number from then on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.citizen_id import REASONS, Status, packed_key
from monitoring.identity.forms import normalise
from monitoring.identity.names import normalise_name
from monitoring.identity.restricted import read_rows, write_rows
from monitoring.identity.typed import change, delivered_number
from monitoring.layout import Layout
from monitoring.pseudonyms import Key, delivered_as, load_key
from monitoring.settings import load_settings

DAMAGED = ", ".join(f"'{status}'" for status in REASONS)


@dataclass(frozen=True, order=True)
class Confirmation:
    """token: pseudonyms.delivered_as of the delivered number and name; person_id: whose it is; period: the month of the
    proposal; damage: its class; confirmed_by: who answers for it."""

    dataset: str
    token: str
    person_id: str
    damage: str
    period: str
    confirmed_by: str


def load_confirmations(layout: Layout) -> list[Confirmation]:
    """All of them, sorted."""
    return sorted(Confirmation(**row) for row in read_rows(_path(layout)))


def keep_confirmations(layout: Layout, confirmed: list[Confirmation]) -> None:
    """Adds them; a later word about the same delivered text replaces the earlier one."""
    known = {(one.dataset, one.token): one for one in [*load_confirmations(layout), *confirmed]}
    header = [field.name for field in fields(Confirmation)]
    write_rows(_path(layout), header, (asdict(one) for one in sorted(known.values())))


def token_of(key: Key, dataset: str, number: str | None, name: str) -> str:
    """The token of a delivered number and name, both as delivered."""
    return delivered_as(key, dataset, normalise(number), normalise_name(name))


def accept(engine: DuckDB, contract: Contract, layout: Layout) -> None:
    """Gives the rows of relation `typed` whose damaged number was confirmed the person's number and status confirmed."""
    known = {one.token: one.person_id for one in load_confirmations(layout) if one.dataset == contract.dataset}
    if not known or "name" not in contract.columns:
        return
    key = load_key(load_settings(), layout)
    number = delivered_number(contract, engine.columns("select * from raw"))
    rows = engine.rows(
        f"select row_no, raw_numbers.number, typed.name from typed join (select row_no, {number} as number from raw)"
        f" as raw_numbers using (row_no) where typed.name is not null"
        f" and (person_id_status in ({DAMAGED}) or right(person_id, 3) = '000')"
    )
    found = [
        (row["row_no"], known[token])
        for row in rows
        if (token := token_of(key, contract.dataset, row["number"], row["name"])) in known
    ]
    if found:
        _apply(engine, found)


def _apply(engine: DuckDB, found: list[tuple[int, str]]) -> None:
    table = {
        "row_no": pa.array([row_no for row_no, _ in found], pa.int64()),
        "person_id": pa.array([person_id for _, person_id in found], pa.string()),
        "person_key": pa.array([packed_key(person_id) for _, person_id in found], pa.int64()),
    }
    engine.table_from_arrow("confirmed", pa.table(table))
    others = "list_filter(string_split(typed.reasons, ','), lambda item: not starts_with(item, 'ID_'))"
    change(
        engine,
        {
            "person_id": "coalesce(confirmed.person_id, typed.person_id)",
            "person_key": "coalesce(confirmed.person_key, typed.person_key)",
            "person_id_status": f"case when confirmed.row_no is not null then '{Status.CONFIRMED}'"
            " else typed.person_id_status end",
            "reasons": f"case when confirmed.row_no is null then typed.reasons"
            f" else nullif(array_to_string({others}, ','), '') end",
        },
        "typed left join confirmed on confirmed.row_no = typed.row_no",
    )


def _path(layout: Layout) -> Path:
    return layout.identity / "confirmations.csv"
