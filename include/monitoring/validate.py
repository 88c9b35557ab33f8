"""Judges a standardised delivery by its suite and its history, gives every row its fate, closes the delivery's ledger.

A critical expectation about rows quarantines the rows that fail it. A critical one about the whole delivery, or too
many rows quarantined, stops the delivery: nothing of it is staged. Warnings are counted and shown.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from monitoring import ledger
from monitoring.bands.judge import is_mostly_quarantined, judge
from monitoring.bands.limits import limits_of
from monitoring.canonical import canonical_columns
from monitoring.characters import literal
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.validation.runner import Check, run_suite
from monitoring.validation.suites import parameters, suite_of

STOPPED = "DELIVERY_STOPPED"
_FAILED = pa.schema([("row_no", pa.int64()), ("code", pa.string()), ("column_name", pa.string())])


def validate(
    contract: Contract,
    entry: ledger.Entry,
    layout: Layout,
    expectations: Path,
    as_of: dt.date,
    register: Contract | None = None,
) -> ledger.Entry:
    """Writes staging (good rows) and quarantine (row_no, delivery, code, column_name: one row per row and reason), the
    outcome of every expectation, and the final ledger entry with status delivered or stopped; returns that entry.

    contract: as it holds in that month; register: the dataset that says who lives here. Raises ConfigurationError for a
    wrong suite, ExpectationErroredError when an expectation has no verdict, LedgerBroken when rows are unaccounted for,
    DeliveryRefused for the data of another month or county.
    """
    if entry.status in ledger.WITHOUT_ROWS:
        return entry
    period = Period.parse(entry.period)
    suite = suite_of(contract, expectations, is_announced_empty=entry.rows_promised == 0)
    with DuckDB(layout.home, f"validate {contract.dataset}") as engine:
        source = layout.table("standardised", contract.dataset, period)
        engine.view("standardised", source)
        checks = run_suite(_candidates(contract, source), suite, parameters(period, as_of))
        stops = [check for check in checks if check.stops_delivery]
        engine.table_from_arrow("failed", _failed(checks))
        final = _write(engine, contract, layout, entry, is_stopped=bool(stops))
        final = replace(final, warning_count=sum(check.is_warning for check in checks))
        if stops:
            final = _stopped(contract, final, stops)
        elif is_mostly_quarantined(final, limits_of(contract)):
            final = _mostly_quarantined(contract, final, _write(engine, contract, layout, entry, is_stopped=True))
        else:
            judge(engine, contract, final, layout, register)
    _write_checks(layout, final, checks)
    ledger.write(layout, final)
    return final


def _candidates(contract: Contract, source: Path) -> str:
    columns = ", ".join(["row_no", "delivery", *canonical_columns(contract)])
    return (
        f"select {columns} from read_parquet({literal(str(source))}, hive_partitioning = false) "
        "where reasons is null and not is_dropped"
    )


def _failed(checks: Sequence[Check]) -> pa.Table:
    rows = {
        (row_no, check.expectation.code, check.expectation.column_name) for check in checks for row_no in check.rows
    }
    columns = zip(*sorted(rows, key=str), strict=True) if rows else ((), (), ())
    return pa.table(dict(zip(_FAILED.names, map(list, columns), strict=True)), schema=_FAILED)


def _write(
    engine: DuckDB, contract: Contract, layout: Layout, entry: ledger.Entry, *, is_stopped: bool
) -> ledger.Entry:
    """Staging and quarantine of the delivery, and what they hold."""
    period = Period.parse(entry.period)
    staging = layout.table("staging", contract.dataset, period)
    quarantine = layout.table("quarantine", contract.dataset, period)
    staged = 0
    if is_stopped:
        staging.unlink(missing_ok=True)
    else:
        staged = engine.write(_good_sql(contract), staging, "row_no")
    engine.write(_quarantine_sql(is_stopped=is_stopped), quarantine, ("row_no", "code", "column_name"))
    engine.view("quarantine", quarantine)
    fates = engine.rows(
        "select (select count(distinct row_no) from quarantine) as quarantined,"
        " (select count(*) from standardised where is_dropped) as dropped"
    )[0]
    reasons = engine.rows("select code, count(distinct row_no) as rows from quarantine group by code order by code")
    return replace(
        entry,
        status="delivered",
        rows_staged=staged,
        rows_quarantined=fates["quarantined"],
        rows_dropped=0 if is_stopped else fates["dropped"],
        reasons={row["code"]: row["rows"] for row in reasons},
        code=None,
        message=None,
    )


def _good_sql(contract: Contract) -> str:
    columns = ", ".join(["row_no", "delivery", *canonical_columns(contract)])
    return (
        f"select {columns} from standardised where reasons is null and not is_dropped"
        " and row_no not in (select row_no from failed)"
    )


def _quarantine_sql(*, is_stopped: bool) -> str:
    stopped = f"\nunion all\nselect row_no, delivery, '{STOPPED}', null from standardised" if is_stopped else ""
    return (
        "select row_no, delivery, split_part(item, ':', 1) as code, nullif(split_part(item, ':', 2), '') as column_name\n"
        "from (select row_no, delivery, unnest(string_split(reasons, ',')) as item from standardised)\nunion all\n"
        "select failed.row_no, delivery, code, column_name\n"
        f"from failed join standardised on standardised.row_no = failed.row_no{stopped}"
    )


def _stopped(contract: Contract, entry: ledger.Entry, stops: Sequence[Check]) -> ledger.Entry:
    reasons = "；".join(check.expectation.reason for check in stops)
    file_name = entry.file_name or contract.delivery.file_name(Period.parse(entry.period))
    told = refusal(contract, file_name, stops[0].expectation.code, f"整批数据未采用：{reasons}", "核对后重新报送")
    return replace(entry, status="stopped", code=told.code, message=told.message)


def _mostly_quarantined(contract: Contract, found: ledger.Entry, stopped: ledger.Entry) -> ledger.Entry:
    """found: as its rows were judged one by one; stopped: with all of them put aside."""
    file_name = found.file_name or contract.delivery.file_name(Period.parse(found.period))
    reason = f"{found.rows_delivered} 行中有 {found.rows_quarantined} 行因数据错误不能采用，其余也不可信"
    told = refusal(contract, file_name, "QUARANTINE_RATE", reason, "按隔离清单改正后重新报送")
    return replace(stopped, code=told.code, message=told.message, status="stopped", warning_count=found.warning_count)


def _write_checks(layout: Layout, entry: ledger.Entry, checks: Sequence[Check]) -> None:
    """Outcomes as counts only; no value and no observed statistic of a column."""
    outcomes = [
        {
            "expectation": check.expectation.type,
            "column_name": check.expectation.column_name,
            "severity": check.expectation.severity,
            "scope": check.scope,
            "success": check.success,
            "element_count": check.element_count,
            "unexpected_count": check.unexpected_count,
            "title": check.expectation.reason,
        }
        for check in checks
    ]
    written = {"dataset": entry.dataset, "period": entry.period, "delivery": entry.delivery, "checks": outcomes}
    path = layout.validation(entry.dataset, Period.parse(entry.period))
    write_text(path, json.dumps(written, ensure_ascii=False, indent=1) + "\n")
