"""Gives a delivery's text its canonical columns and types, and tells rows that cannot have them by their reasons.

One generated SELECT types every row; a second settles what only the whole delivery can tell: duplicates, and numbers
that a spreadsheet cut off. Nothing is turned to null silently: a delivered value that cannot be typed is a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from monitoring import ledger
from monitoring.canonical import UNTYPED, canonical_columns, cleaned, is_identifier, typed
from monitoring.characters import literal
from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.identity.citizen_id import REASONS, Status
from monitoring.identity.sql import identity_ctes
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.split import split_sql

IDENTIFYING = ("citizen_id", "certificate_no")


def standardise(contract: Contract, entry: ledger.Entry, layout: Layout, as_of: dt.date) -> ledger.Entry:
    """Writes every delivered row to the layer standardised, with `reasons` and `is_dropped`; returns the new entry.

    contract: as it holds in that month; as_of: the day no birth date may lie after. An entry without rows to read
    (missing, refused) is returned as it is.
    """
    period = Period.parse(entry.period)
    raw = layout.table("raw", contract.dataset, period)
    if entry.status in ("missing", "refused"):
        return entry
    with DuckDB(layout.home, f"standardise {contract.dataset}") as engine:
        engine.view("raw", raw)
        headers = engine.columns("select * from raw")
        engine.table("typed", standardise_sql(contract, entry.delivery or "", as_of, headers))
        target = layout.table("standardised", contract.dataset, period)
        engine.write(split_sql(contract), target, "row_no")
    changed = replace(
        entry,
        status="standardised",
        rows_staged=0,
        rows_quarantined=0,
        rows_dropped=0,
        reasons={},
        code=None,
        message=None,
    )
    ledger.write(layout, changed)
    return changed


def standardise_sql(contract: Contract, delivery: str, as_of: dt.date, headers: Collection[str] | None = None) -> str:
    """The SELECT over relation `raw` that gives row_no, delivery, the canonical columns and reasons.

    reasons: comma-separated sorted `CODE:column` items, a reader's row_error alone, or null. headers: those of raw
    (default: every header of the contract); a column without any of its headers is null.
    """
    present = {
        name: [header for header in column.headers if headers is None or header in headers]
        for name, column in contract.columns.items()
    }
    ctes = [_delivered_cte(contract, present)]
    relation = "delivered"
    if contract.id_column is not None:
        certificate = contract.columns[contract.id_column].type == "certificate_no"
        ctes.append(identity_ctes(relation, _given(contract.id_column), as_of, certificate))
        relation = "identified"
    ctes.append(_typed_cte(contract, relation))
    columns = ",\n  ".join(canonical_columns(contract))
    return (
        "with " + ",\n".join(ctes) + f"\nselect\n  row_no,\n  {literal(delivery)} as delivery,\n  {columns},\n"
        f"  {_reasons(contract)} as reasons\nfrom typed"
    )


def _delivered_cte(contract: Contract, present: dict[str, list[str]]) -> str:
    lines = []
    for name, headers in present.items():
        column, text = contract.columns[name], _text(headers)
        is_as_delivered = column.type in IDENTIFYING or not headers
        lines.append(f"    {text if is_as_delivered else cleaned(name, column, text)} as {_given(name)}")
    return "delivered as (\n  select\n    row_no,\n    row_error,\n" + ",\n".join(lines) + "\n  from raw\n)"


def _text(headers: list[str]) -> str:
    if not headers:
        return "cast(null as varchar)"
    texts = ", ".join(map(quoted, headers))
    return texts if len(headers) == 1 else f"coalesce({texts})"


def _typed_cte(contract: Contract, relation: str) -> str:
    lines = []
    for name, column in contract.columns.items():
        if column.type in IDENTIFYING:
            lines += [f"    {canonical}" for canonical in canonical_columns(_only(contract, name))]
        else:
            lines += [f"    {_given(name)}", f"    {typed(name, column, _given(name))} as {name}"]
    return "typed as (\n  select\n    row_no,\n    row_error,\n" + ",\n".join(lines) + f"\n  from {relation}\n)"


def _only(contract: Contract, name: str) -> Contract:
    return contract.model_copy(update={"columns": {name: contract.columns[name]}})


def _given(name: str) -> str:
    return f"given_{name}"


def _reasons(contract: Contract) -> str:
    """A row that could not be taken apart has that reason alone: its cells say nothing.

    The items stand in order of code and column, so that what is joined is sorted.
    """
    conditions: dict[str, str] = {}
    for name, column in contract.columns.items():
        conditions |= _id_conditions(name, column) if column.type in IDENTIFYING else _conditions(name, column)
    items = [f"    case when {conditions[item]} then '{item}' end" for item in sorted(conditions)]
    return "coalesce(row_error, nullif(concat_ws(',',\n" + ",\n".join(items) + "\n  ), ''))" if items else "row_error"


def _conditions(name: str, column: Column) -> dict[str, str]:
    found = {}
    if column.required:
        found[f"REQUIRED_EMPTY:{name}"] = f"{name} is null and {_given(name)} is null"
    if column.type in UNTYPED and (column.type != "text" or is_identifier(name, column)):
        found[f"{UNTYPED[column.type]}:{name}"] = f"{name} is null and {_given(name)} is not null"
    return found


def _id_conditions(name: str, column: Column) -> dict[str, str]:
    statuses: dict[str, list[str]] = {"ID_MISSING": [Status.MISSING]} if column.required else {}
    for status, code in REASONS.items():
        statuses.setdefault(code, []).append(status)
    return {
        f"{code}:{name}": f"person_id_status in ({', '.join(map(literal, found))})" for code, found in statuses.items()
    }
