"""Runs a suite with Great Expectations over the rows of one Parquet file, where they lie, through DuckDB.

No value of a row leaves: results are fetched without unexpected values, and an error is named by its kind only.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from monitoring.errors import ConfigurationError
from monitoring.validation.suites import Expectation

_DATABASE = "validation"
_CANDIDATES = "candidates"


class ExpectationErroredError(ConfigurationError):
    """An expectation could not be evaluated. That says nothing about the data: the suite or the system is at fault."""


@dataclass(frozen=True)
class Check:
    """The outcome of one expectation. scope: row or table; counts are of rows, None where they make no sense.

    rows: row_no of every row that does not meet a critical expectation about rows.
    """

    expectation: Expectation
    scope: str
    success: bool
    element_count: int | None
    unexpected_count: int | None
    rows: tuple[int, ...] = ()

    @property
    def is_about_failed_rows(self) -> bool:
        """Whether this failure quarantines rows."""
        return not self.success and self.scope == "row" and self.expectation.severity == "critical"

    @property
    def stops_delivery(self) -> bool:
        """Whether this failure stops the whole delivery."""
        return not self.success and self.scope == "table" and self.expectation.severity == "critical"

    @property
    def is_warning(self) -> bool:
        """Whether this failure is only counted and shown."""
        return not self.success and self.expectation.severity == "warning"


def run_suite(select: str, expectations: Sequence[Expectation], parameters: dict[str, Any]) -> list[Check]:
    """One outcome per expectation, in order; select: SQL of the rows to check, with a column row_no.

    Raises ExpectationErroredError when an expectation has no verdict.
    """
    session = _session()
    session.database.execute(f"create or replace view {_CANDIDATES} as {select}")
    batch = session.definition.get_batch()
    return _with_rows(batch, _checks(batch, expectations, parameters), parameters)


@dataclass(frozen=True)
class _Session:
    database: Any
    definition: Any


@cache
def _session() -> _Session:
    """Great Expectations' context, once per process: making one costs more than checking a small delivery."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Its messages quote values when a query fails; that something failed is read from the results here.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    import great_expectations as gx

    from monitoring.engines import duckdb_dialect

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    database = duckdb_dialect.connect(_DATABASE)
    database.execute(f"create view {_CANDIDATES} as select 0 as row_no")
    source = context.data_sources.add_sql("deliveries", connection_string=duckdb_dialect.url(_DATABASE))
    asset = source.add_table_asset(_CANDIDATES, table_name=_CANDIDATES)
    return _Session(database, asset.add_batch_definition_whole_table(_CANDIDATES))


def _checks(batch: Any, expectations: Sequence[Expectation], parameters: dict[str, Any]) -> list[Check]:
    suite = _suite(expectations)
    results = _validate(batch, suite, parameters, {"result_format": "BASIC", "partial_unexpected_count": 0})
    return [
        Check(
            expectation=expectation,
            scope="row" if expectation.is_about_rows and _is_map(configured) else "table",
            success=bool(result.success),
            element_count=result.result.get("element_count"),
            unexpected_count=result.result.get("unexpected_count"),
        )
        for expectation, configured, result in zip(expectations, suite.expectations, results, strict=True)
    ]


def _with_rows(batch: Any, checks: list[Check], parameters: dict[str, Any]) -> list[Check]:
    """Finds the rows of critical failures with Great Expectations' own condition.

    Its unexpected_index_query is of no use here: it forgets row conditions and cannot write dates.
    """
    failed = [check for check in checks if check.is_about_failed_rows]
    if not failed:
        return checks
    most = max(check.unexpected_count or 0 for check in failed)
    everything = {
        "result_format": "COMPLETE",
        "partial_unexpected_count": most,
        "unexpected_index_column_names": ["row_no"],
        "exclude_unexpected_values": True,
        "return_unexpected_index_query": False,
    }
    results = _validate(batch, _suite([check.expectation for check in failed]), parameters, everything)
    rows = {id(check): _rows(check, result) for check, result in zip(failed, results, strict=True)}
    return [replace(check, rows=rows.get(id(check), ())) for check in checks]


def _rows(check: Check, result: Any) -> tuple[int, ...]:
    # Without values the index comes as one list of positions.
    found = tuple(sorted(row_no for part in result.result["unexpected_index_list"] for row_no in part["row_no"]))
    if len(found) != check.unexpected_count:
        raise ExpectationErroredError(
            f"{check.expectation.type}: {check.unexpected_count} rows failed, {len(found)} were found"
        )
    return found


def _suite(expectations: Sequence[Expectation]) -> Any:
    import great_expectations as gx
    from great_expectations.exceptions.exceptions import GreatExpectationsError

    configured = [
        {"type": e.type, "kwargs": e.kwargs, "severity": e.severity, "meta": {"place": place}}
        for place, e in enumerate(expectations)
    ]
    try:
        suite = gx.ExpectationSuite(name="suite", expectations=configured)
    except (GreatExpectationsError, ValueError, TypeError) as error:
        raise ConfigurationError(f"not a suite: {str(error).partition(chr(10))[0]}") from None
    # An unknown type is left out of a suite without a word.
    unknown = {e.type for e in expectations} - {configured.configuration.type for configured in suite.expectations}
    if unknown:
        raise ConfigurationError(f"unknown types of expectation: {', '.join(sorted(unknown))}")
    return suite


def _validate(batch: Any, suite: Any, parameters: dict[str, Any], result_format: dict[str, Any]) -> list[Any]:
    """Results in the order of the suite; they come in an order of their own."""
    found = batch.validate(suite, result_format=result_format, expectation_parameters=parameters)
    results = sorted(found.results, key=lambda result: int(result.expectation_config.meta["place"]))
    for result in results:
        kind = _error_of(result.exception_info)
        if kind is not None:
            config = result.expectation_config
            column = config.kwargs.get("column") or config.kwargs.get("column_A") or "table"
            raise ExpectationErroredError(f"{config.type} of {column} could not be evaluated: {kind}")
    return results


def _error_of(info: dict[str, Any]) -> str | None:
    """The kind of error behind a result, if any. Errors come in two shapes: flat, or one per metric."""
    if info.get("raised_exception") is False:
        return None
    causes = [info] if "raised_exception" in info else list(info.values())
    return ", ".join(sorted({_kind(str(cause.get("exception_traceback", ""))) for cause in causes})) or None


def _kind(traceback: str) -> str:
    """The class named last in a traceback; the words after it may quote a value."""
    last = traceback.strip().rpartition("\n")[2].partition(":")[0]
    return last if last.replace(".", "").replace("_", "").isalnum() else "unknown error"


def _is_map(configured: Any) -> bool:
    from great_expectations.expectations import expectation as kinds

    return isinstance(
        configured, (kinds.ColumnMapExpectation, kinds.ColumnPairMapExpectation, kinds.MulticolumnMapExpectation)
    )
