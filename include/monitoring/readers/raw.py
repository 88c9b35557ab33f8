"""The raw layer: a delivery's mapped columns as text, under the headers the contract knows."""

from __future__ import annotations

from dataclasses import replace

from monitoring import ledger, sealing
from monitoring.contracts import Contract
from monitoring.layout import Layout, replacing
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.readers.child import read_apart
from monitoring.readers.delivered import ReaderRemark, Unreadable
from monitoring.readers.reading import Reading
from monitoring.readers.remarks import ledger_remark
from monitoring.refusals import refusal

# The last row of a sheet in the older and in the newer form of Excel.
_LAST_ROWS = (65_536, 1_048_576)


def write_raw(contract: Contract, entry: Entry, layout: Layout) -> Entry:
    """Reads the landed bytes into raw/<dataset>/… and returns the entry with rows_delivered, header notes and remarks.

    Columns: row_no BIGINT, row_error VARCHAR (null, or why the row could not be taken apart), then the mapped headers
    as VARCHAR. Raises DeliveryRefused when the delivery cannot be read as the contract says; nothing is written then.
    A snapshot without rows is refused (F002) unless the department's list announces it: it would say that nobody is
    left. In a month without events the others are empty, which is remarked upon.
    """
    period = Period.parse(entry.period)
    promised = contract.at(period)
    file_name = entry.file_name or promised.delivery.file_name(period)
    try:
        with (
            replacing(layout.table("raw", entry.dataset, period)) as temporary,
            sealing.opened(layout, entry.sha256 or "") as delivered,
        ):
            reading = read_apart(temporary, delivered, promised)
            _check_rows(reading, entry, promised)
    except Unreadable as problem:
        raise refusal(promised, file_name, problem.code, problem.reason, problem.action) from None
    entry = replace(
        entry, rows_delivered=reading.rows, unknown_columns=reading.unknown, missing_columns=reading.missing
    )
    for noticed in (*reading.remarks, *_cut_off(reading), *_empty(reading, entry)):
        entry.remark(ledger_remark(promised, file_name, noticed))
    ledger.write(layout, entry)
    return entry


def _check_rows(reading: Reading, entry: Entry, contract: Contract) -> None:
    promised, rows = entry.rows_promised, reading.rows - reading.no_data
    if promised is not None and promised != rows:
        reason = f"实际 {rows} 行，清单 {promised} 行，疑似部分送达"
        raise Unreadable("F015", reason, "核对后重新上传完整文件，或更正清单")
    if rows == 0 and promised is None and contract.delivery.kind == "snapshot":
        raise Unreadable("F002", "只有表头没有数据行", "重新导出；如本月确无数据，在清单中注明“零上报”")


def _cut_off(reading: Reading) -> list[ReaderRemark]:
    if reading.last_row not in _LAST_ROWS and reading.rows + 1 not in _LAST_ROWS:
        return []
    return [ReaderRemark("F021", "held", f"行数（{reading.rows} 行）等于 Excel 上限，疑似被截断", "核对是否完整")]


def _empty(reading: Reading, entry: Entry) -> list[ReaderRemark]:
    if reading.rows or entry.rows_promised is not None:
        return []
    return [
        ReaderRemark("F002", "warned", "只有表头没有数据行，按本月无发生处理", "核对；确无数据时在清单中注明“零上报”")
    ]
