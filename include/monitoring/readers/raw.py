"""The raw layer: a delivery's mapped columns as text, under the headers the contract knows."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.parquet as pq

from monitoring import ledger
from monitoring.contracts import Contract
from monitoring.layout import Layout, replacing
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.readers.delivered import Delivered, Unreadable, schema
from monitoring.readers.door import open_batches
from monitoring.readers.headers import Match, match
from monitoring.refusals import refusal


def write_raw(contract: Contract, entry: Entry, layout: Layout) -> Entry:
    """Reads the landed bytes into raw/<dataset>/… and returns the entry with rows_delivered and its header notes.

    Columns: row_no BIGINT, row_error VARCHAR (null, or why the row could not be taken apart), then the mapped headers
    as VARCHAR. Raises DeliveryRefused when the delivery cannot be read as the contract says; nothing is written then.
    A snapshot without rows is refused (F002): it would say that nobody is left. In a month without events the others
    are empty.
    """
    period = Period.parse(entry.period)
    promised = contract.at(period)
    file_name = entry.file_name or promised.delivery.file_name(period)
    try:
        delivered = open_batches(layout.landing(entry.sha256 or ""), promised)
        matched = match(delivered.headers, promised)
        count, unnamed = _write(delivered, matched, layout, entry, may_be_empty=promised.delivery.kind != "snapshot")
    except Unreadable as problem:
        raise refusal(promised, file_name, problem.code, problem.reason, problem.action) from None
    entry = replace(
        entry, rows_delivered=count, unknown_columns=matched.unknown + unnamed, missing_columns=matched.missing
    )
    ledger.write(layout, entry)
    return entry


def _write(
    delivered: Delivered, matched: Match, layout: Layout, entry: Entry, *, may_be_empty: bool
) -> tuple[int, list[str]]:
    target = layout.table("raw", entry.dataset, Period.parse(entry.period))
    columns = schema([header for _, header in matched.columns])
    kept = ["row_no", "row_error", *(f"c{place}" for place, _ in matched.columns)]
    unnamed = [place for place, name in enumerate(delivered.headers) if not name.strip()]
    filled: set[int] = set()
    count = 0
    with replacing(target) as temporary, pq.ParquetWriter(temporary, columns, compression="zstd") as writer:
        for batch in delivered.batches:
            filled |= {place for place in unnamed if batch[f"c{place}"].null_count < len(batch)}
            writer.write_batch(batch.select(kept).rename_columns(columns.names))
            count += len(batch)
        if count == 0 and not may_be_empty:
            raise Unreadable("F002", "只有表头没有数据行", "重新导出；本月确无数据时与平台管理员联系")
    return count, [f"第{place + 1}列（无列名）" for place in sorted(filled)]
