"""Whether a delivery's own total row agrees with its rows: if not, rows were lost on the way or added by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from monitoring.characters import literal
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.ledger import Entry, Remark
from monitoring.period import Period
from monitoring.readers.delivered import NO_DATA, TOTAL
from monitoring.reason_codes import reason_code
from monitoring.refusals import Place, message

CODE = "TOTAL_MISMATCH"
TOLERANCE = Decimal("0.01")
"""Amounts are rounded row by row, a total once."""

_SUMMED = ("int", "decimal")


def total_remarks(contract: Contract, entry: Entry, engine: DuckDB) -> list[Remark]:
    """One remark per column of relation `typed` whose total differs from the sum of all delivered rows, whatever became
    of them: held, or only warned where the value of some row cannot be read. Several totals (one a page) may be met one
    by one or together. No amount stands in the message."""
    totals = engine.rows(f"select count(*) as rows from typed where reasons = '{TOTAL}'")[0]["rows"]
    summed = [name for name, column in contract.columns.items() if column.type in _SUMMED] if totals else []
    return [remark for name in summed if (remark := _compared(contract, entry, engine, name)) is not None]


def _compared(contract: Contract, entry: Entry, engine: DuckDB, name: str) -> Remark | None:
    no_data = ", ".join(map(literal, NO_DATA))
    is_lost = f"{name} is null and (not contains(reasons, ':') or contains(reasons, ':{name}'))"
    found: dict[str, Any] = engine.rows(
        f"select sum({name}) as rows_sum, count(*) filter ({is_lost}) as lost,"
        f" (select list({name} order by row_no) from typed where reasons = '{TOTAL}' and {name} is not null) as totals"
        f" from typed where reasons is null or reasons not in ({no_data})"
    )[0]
    totals, rows_sum = found["totals"] or [], found["rows_sum"] or 0
    if not totals or any(abs(total - rows_sum) <= TOLERANCE for total in (*totals, sum(totals))):
        return None
    header = contract.columns[name].headers[0]
    told = reason_code(CODE)
    reason = told.reason + (f"（另有 {found['lost']} 行的值无法读取）" if found["lost"] else "")
    file_name = entry.file_name or contract.delivery.file_name(Period.parse(entry.period))
    text = message(contract, file_name, reason, told.action, Place(column=header))
    return Remark(CODE, "warned" if found["lost"] else "held", text, header)
