"""What standardising tells about a whole delivery: counts of what was put right, and signs that it is not as promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitoring.contract_parts import Sum
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.ledger import Entry, Remark, Weight
from monitoring.period import Period
from monitoring.reason_codes import reason_code
from monitoring.refusals import Place, message

NORMALISED = (
    "A001", "A002", "A007", "C003", "C004", "C005", "C007", "D001", "D003", "D010", "D011", "E008", "E009", "E012", "E013", "U001",
)  # fmt: skip
WARNED = ("A005", "C002", "D008", "D009", "NAME_PUA", "NAME_RARE_LOST", "U002")
CODES = frozenset({*NORMALISED, *WARNED, "AMT_SUM", "CODELIST_DRIFT", "FILE_DOUBLED"})
"""Every remark of this stage; all are found anew when a delivery is standardised again."""

DRIFT_MIN_ROWS = 3
DRIFT_MIN_PERCENT = 1
"""Beyond both, unknown codes mean that the department's list has changed and not that somebody mistyped (C006)."""

DOUBLED_MIN_ROWS = 10
DOUBLED_MIN_PERCENT = 90
"""From both on, equal rows mean that the file holds its content twice (U003)."""

SUM_TOLERANCE = "0.01"
SUM_MAX_PERCENT = 5
"""Parts may miss their total by a rounding; beyond that share of rows the columns do not mean what they should (A008)."""


def value_remarks(contract: Contract, entry: Entry, engine: DuckDB) -> list[Remark]:
    """Remarks from relation `typed` (of standardise_sql) and view `standardised` (of split_sql)."""
    found = _Found(contract, entry)
    return [
        *_notes(found, engine),
        *_drift(found, engine),
        *_duplicates(found, engine),
        *(remark for total in contract.sums for remark in _sums(found, engine, total)),
    ]


class _Found:
    """Writes remarks about one delivery."""

    def __init__(self, contract: Contract, entry: Entry) -> None:
        self.contract = contract
        self._file_name = entry.file_name or contract.delivery.file_name(Period.parse(entry.period))

    def remark(self, code: str, weight: Weight, rows: int, column: str | None = None) -> Remark:
        header = self.contract.columns[column].headers[0] if column is not None else None
        told = reason_code(code)
        reason = f"{told.reason}（{rows} 行）"
        return Remark(
            code,
            weight,
            message(self.contract, self._file_name, reason, told.action, Place(column=header)),
            header,
            rows,
        )


def _notes(found: _Found, engine: DuckDB) -> Iterator[Remark]:
    for item, rows in _items(engine, "notes"):
        code, _, column = item.partition(":")
        yield found.remark(code, "warned" if code in WARNED else "normalised", rows, column)


def _drift(found: _Found, engine: DuckDB) -> Iterator[Remark]:
    for item, unknown in _items(engine, "reasons"):
        code, _, column = item.partition(":")
        if code != "CODE_UNKNOWN" or unknown < DRIFT_MIN_ROWS:
            continue
        delivered = unknown + engine.rows(f"select count({column}) as known from typed")[0]["known"]
        if unknown * 100 > delivered * DRIFT_MIN_PERCENT:
            yield found.remark("CODELIST_DRIFT", "held", unknown, column)


def _duplicates(found: _Found, engine: DuckDB) -> Iterator[Remark]:
    counts = engine.rows(
        "select count(*) filter (standardised.is_dropped and typed.reasons is null) as dropped,"
        " count(*) filter (standardised.reasons is null and not standardised.is_dropped) as kept"
        " from standardised join typed using (row_no)"
    )[0]
    dropped, kept = counts["dropped"], counts["kept"]
    if dropped and found.contract.duplicates == "keep_last":
        yield found.remark("U002", "warned", dropped)
    elif dropped:
        yield found.remark("U001", "normalised", dropped)
    if dropped >= DOUBLED_MIN_ROWS and dropped * 100 >= kept * DOUBLED_MIN_PERCENT:
        yield found.remark("FILE_DOUBLED", "held", dropped)


def _sums(found: _Found, engine: DuckDB, total: Sum) -> Iterator[Remark]:
    """Only rows where every amount is known can be judged."""
    known = " and ".join(f"{name} is not null" for name in [total.total, *total.of])
    differs = f"abs({total.total} - ({' + '.join(total.of)})) > {SUM_TOLERANCE}"
    counts: dict[str, Any] = engine.rows(
        f"select count(*) filter ({differs}) as differing, count(*) as judged from typed where reasons is null and {known}"
    )[0]
    if counts["differing"]:
        is_much = counts["differing"] * 100 > counts["judged"] * SUM_MAX_PERCENT
        yield found.remark("AMT_SUM", "held" if is_much else "warned", counts["differing"], total.total)


def _items(engine: DuckDB, column: str) -> list[tuple[str, int]]:
    """Each item of a comma-separated column with the number of rows that hold it."""
    rows = engine.rows(
        f"select item, count(*) as rows from (select unnest(string_split({column}, ',')) as item from typed"
        f" where {column} is not null) group by item order by item"
    )
    return [(row["item"], row["rows"]) for row in rows]
