"""Columns of remarks in which somebody wrote telephone, card or ID numbers: they are not loaded at all."""

from __future__ import annotations

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.typed import change
from monitoring.ledger import Remark
from monitoring.reason_codes import reason_code
from monitoring.refusals import Place, message

CODE = "PII_IN_NOTE"
_NUMBERS = "(^|[^0-9])(1[3-9][0-9]{9}|[0-9]{15,19}|[0-9]{17}[Xx])([^0-9]|$)"


def clear_notes(engine: DuckDB, contract: Contract, file_name: str) -> list[Remark]:
    """Empties every column *_note of relation `typed` that holds such a number; one remark for each."""
    notes = [name for name, column in contract.columns.items() if column.type == "text" and name.endswith("_note")]
    if not notes:
        return []
    counted = ", ".join(f"count(*) filter (regexp_matches({name}, '{_NUMBERS}')) as {name}" for name in notes)
    found = {name: rows for name, rows in engine.rows(f"select {counted} from typed")[0].items() if rows}
    if found:
        change(engine, dict.fromkeys(found, "cast(null as varchar)"))
    return [_remark(contract, file_name, name, rows) for name, rows in found.items()]


def _remark(contract: Contract, file_name: str, name: str, rows: int) -> Remark:
    told, header = reason_code(CODE), contract.columns[name].headers[0]
    text = message(contract, file_name, f"{told.reason}（{rows} 行）", told.action, Place(column=header))
    return Remark(CODE, "warned", text, header, rows)
