"""Gives a delivery's text its canonical columns and types, and tells rows that cannot have them by their reasons.

One generated SELECT types every row; a second settles what only the whole delivery can tell: duplicates, and numbers
that a spreadsheet cut off. Nothing is turned to null silently: a delivered value that cannot be typed is a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from monitoring import ledger
from monitoring.canonical import canonical_columns, readings
from monitoring.characters import literal
from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.identity.citizen_id import REASONS, Status
from monitoring.identity.identify import CODES as IDENTITY_CODES
from monitoring.identity.identify import identify
from monitoring.identity.sql import identity_ctes
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.split import split_sql
from monitoring.totals import CODE as TOTAL_CODE
from monitoring.totals import total_remarks
from monitoring.townships import Townships
from monitoring.value_remarks import CODES, value_remarks
from monitoring.values.reading import Cell, Reading

IDENTIFYING = ("citizen_id", "certificate_no")


def standardise(
    contract: Contract, entry: ledger.Entry, layout: Layout, as_of: dt.date, known: Townships | None = None
) -> ledger.Entry:
    """Writes every delivered row to the layer standardised, with `reasons` and `is_dropped`; returns the new entry.

    contract: as it holds in that month; as_of: the day no birth date may lie after; known: the county's townships on it
    (None: not checked). An entry without rows to read is returned as it is. Raises DeliveryRefused
    when too much of the column of numbers is damaged.
    """
    period = Period.parse(entry.period)
    raw = layout.table("raw", contract.dataset, period)
    if entry.status in ledger.WITHOUT_ROWS:
        return entry
    with DuckDB(layout.home, f"standardise {contract.dataset}") as engine:
        engine.view("raw", raw)
        headers = engine.columns("select * from raw")
        odd = odd_columns(engine, contract, as_of, headers, known)
        engine.table("typed", standardise_sql(contract, entry.delivery or "", as_of, headers, odd, known))
        found = identify(engine, contract, entry, layout, as_of)
        target = layout.table("standardised", contract.dataset, period)
        engine.write(split_sql(contract), target, "row_no")
        engine.view("standardised", target)
        remarks = [*found, *value_remarks(contract, entry, engine), *total_remarks(contract, entry, engine)]
    changed = replace(
        entry,
        status="standardised",
        rows_staged=0,
        rows_quarantined=0,
        rows_dropped=0,
        reasons={},
        remarks=[remark for remark in entry.remarks if remark.code not in CODES | IDENTITY_CODES | {TOTAL_CODE}],
        code=None,
        message=None,
    )
    changed.remark(*remarks)
    ledger.write(layout, changed)
    return changed


def odd_columns(
    engine: DuckDB, contract: Contract, as_of: dt.date, headers: Collection[str], known: Townships | None
) -> list[str]:
    """Columns in which not every text is written as promised. They are few, and all that can be odd about a text takes
    longer to prepare than most deliveries take to read."""
    present = _present(contract, headers)
    plain = {name: found.plain for name, found in readings(contract, as_of, known).items()}
    tests = ", ".join(f"bool_and(coalesce({test}, true)) as {name}" for name, test in plain.items())
    if not tests:
        return []
    lines = ", ".join(f"{_text(present[name])} as {Cell(name).raw}" for name in plain)
    return [
        name
        for name, is_plain in engine.rows(f"select {tests} from (select {lines} from raw)")[0].items()
        if is_plain is False
    ]


def standardise_sql(
    contract: Contract,
    delivery: str,
    as_of: dt.date,
    headers: Collection[str] | None = None,
    odd: Collection[str] | None = None,
    known: Townships | None = None,
) -> str:
    """The SELECT over relation `raw` that gives row_no, delivery, the canonical columns, reasons and notes.

    reasons: comma-separated sorted `CODE:column` items, a reader's row_error alone, or null. notes: such items of what
    was put right or looks wrong without holding the row back. headers: those of raw (default: every header of the
    contract); a column without any of its headers is null. as_of: no birth date lies after it; its month is the one
    delivered. odd: the columns in which a text may be written otherwise than promised (default: all). known: the
    county's townships (default: not checked).
    """
    present = _present(contract, headers)
    found = readings(contract, as_of, known)
    strange = [name for name in found if odd is None or name in odd]
    ctes = [_delivered_cte(present, found), _judged_cte(found, strange), _written_cte(found, strange)]
    relation = "written"
    if contract.id_column is not None:
        certificate = contract.columns[contract.id_column].type == "certificate_no"
        ctes.append(identity_ctes(relation, Cell(contract.id_column).given, as_of, certificate))
        relation = "identified"
    ctes.append(_typed_cte(contract, found, strange, relation))
    columns = ",\n  ".join(_kept(name, found.get(name)) for name in canonical_columns(contract))
    return (
        "with " + ",\n".join(ctes) + f"\nselect\n  row_no,\n  {literal(delivery)} as delivery,\n  {columns},\n"
        f"  {_reasons(contract, found, strange)} as reasons,\n  {_notes(found, strange)} as notes\nfrom typed"
    )


def _present(contract: Contract, headers: Collection[str] | None) -> dict[str, list[str]]:
    return {
        name: [header for header in column.headers if headers is None or header in headers]
        for name, column in contract.columns.items()
    }


def _delivered_cte(present: dict[str, list[str]], found: dict[str, Reading]) -> str:
    lines = [
        f"    {_text(headers)} as {Cell(name).raw if name in found else Cell(name).given}"
        for name, headers in present.items()
    ]
    return "delivered as (\n  select\n    row_no,\n    row_error,\n" + ",\n".join(lines) + "\n  from raw\n)"


def _judged_cte(found: dict[str, Reading], strange: list[str]) -> str:
    """Looking whether a text is written as promised is ten times cheaper than cleaning it, and nearly every one is."""
    lines = [f",\n    coalesce({found[name].plain}, true) as {Cell(name).plain}" for name in strange]
    return f"judged as (\n  select *{''.join(lines)}\n  from delivered\n)"


def _written_cte(found: dict[str, Reading], strange: list[str]) -> str:
    lines = []
    for name in found:
        cell = Cell(name)
        cleaned = f"case when {cell.plain} then {cell.raw} else nullif({found[name].written}, '') end"
        lines.append(f",\n    {cleaned if name in strange else cell.raw} as {cell.given}")
    return f"written as (\n  select *{''.join(lines)}\n  from judged\n)"


def _text(headers: list[str]) -> str:
    if not headers:
        return "cast(null as varchar)"
    texts = ", ".join(map(quoted, headers))
    return texts if len(headers) == 1 else f"coalesce({texts})"


def _typed_cte(contract: Contract, found: dict[str, Reading], strange: list[str], relation: str) -> str:
    lines = []
    for name in contract.columns:
        cell = Cell(name)
        if name in strange:
            lines += [f"    {cell.raw}", f"    {cell.plain}", f"    {cell.given}", f"    {found[name].typed} as {name}"]
        elif name in found:
            lines += [f"    {cell.given}", f"    {found[name].plainly} as {name}"]
        else:
            lines += [f"    {canonical}" for canonical in canonical_columns(_only(contract, name))]
    return "typed as (\n  select\n    row_no,\n    row_error,\n" + ",\n".join(lines) + f"\n  from {relation}\n)"


def _only(contract: Contract, name: str) -> Contract:
    return contract.model_copy(update={"columns": {name: contract.columns[name]}})


def _kept(name: str, found: Reading | None) -> str:
    return f"{found.kept} as {name}" if found is not None and found.kept is not None else name


def _reasons(contract: Contract, found: dict[str, Reading], strange: list[str]) -> str:
    """A row that could not be taken apart has that reason alone: its cells say nothing."""
    conditions: dict[str, str] = {}
    for name, column in contract.columns.items():
        if name in found:
            conditions |= _conditions(name, column, found[name], is_odd=name in strange)
        else:
            conditions |= _id_conditions(name, column)
    return f"coalesce(row_error, {_joined(conditions)})" if conditions else "row_error"


def _notes(found: dict[str, Reading], strange: list[str]) -> str:
    conditions: dict[str, str] = {}
    for name, column in found.items():
        conditions |= {f"{code}:{name}": when for code, when in column.notes.items()}
        if name in strange:
            conditions |= {f"{code}:{name}": _oddly(name, when) for code, when in column.odd_notes.items()}
    return f"case when row_error is null then {_joined(conditions)} end" if conditions else "cast(null as varchar)"


def _oddly(name: str, condition: str) -> str:
    return f"case when {Cell(name).plain} then false else {condition} end"


def _joined(conditions: dict[str, str]) -> str:
    """The items whose condition holds, in order of code and column, so that what is joined is sorted; null for none."""
    items = [f"    case when {conditions[item]} then '{item}' end" for item in sorted(conditions)]
    return "nullif(concat_ws(',',\n" + ",\n".join(items) + "\n  ), '')"


def _conditions(name: str, column: Column, found: Reading, *, is_odd: bool) -> dict[str, str]:
    conditions = {f"{code}:{name}": when for code, when in found.faults.items()}
    if is_odd:
        conditions |= {f"{code}:{name}": _oddly(name, when) for code, when in found.odd_faults.items()}
    if column.required:
        nothing = f" or ({found.nothing})" if found.nothing is not None else ""
        conditions[f"REQUIRED_EMPTY:{name}"] = f"{name} is null and {Cell(name).given} is null{nothing}"
    return conditions


def _id_conditions(name: str, column: Column) -> dict[str, str]:
    statuses: dict[str, list[str]] = {"ID_MISSING": [Status.MISSING]} if column.required else {}
    for status, code in REASONS.items():
        statuses.setdefault(code, []).append(status)
    return {
        f"{code}:{name}": f"person_id_status in ({', '.join(map(literal, found))})" for code, found in statuses.items()
    }
