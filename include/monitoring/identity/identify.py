"""Everything about numbers and names of one delivery that comes after its rows are typed."""

from __future__ import annotations

import datetime as dt

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.identity import free_text, remarks
from monitoring.identity.confirmations import accept
from monitoring.identity.whole_column import judge
from monitoring.layout import Layout
from monitoring.ledger import Entry, Remark
from monitoring.period import Period

CODES = remarks.CODES | {free_text.CODE}


def identify(engine: DuckDB, contract: Contract, entry: Entry, layout: Layout, as_of: dt.date) -> list[Remark]:
    """Completes relation `typed` from relation `raw`: confirmed numbers, what the whole column tells, notes without
    personal numbers. Returns remarks; raises DeliveryRefused when too much of the column of numbers is damaged."""
    file_name = entry.file_name or contract.delivery.file_name(Period.parse(entry.period))
    if contract.id_column is not None:
        accept(engine, contract, layout)
    judge(engine, contract, file_name)
    return [
        *free_text.clear_notes(engine, contract, file_name),
        *remarks.identity_remarks(engine, contract, file_name, as_of),
    ]
