"""The one way from landed bytes to text: the gate, then the reader of the form the contract promises.

Runs in the limited process of `reading_server`: everything delivered is parsed behind this function.
"""

from __future__ import annotations

from pathlib import Path

from monitoring.contract_parts import Form
from monitoring.contracts import Contract
from monitoring.readers import csv, database, excel, json
from monitoring.readers.archive import Member
from monitoring.readers.delivered import Delivered, ReaderRemark
from monitoring.readers.gate.magic import HEAD_BYTES, Kind, check_kind
from monitoring.readers.gate.ole import check_ole
from monitoring.readers.gate.workbook import check_workbook


def open_batches(path: Path, contract: Contract) -> Delivered:
    """The delivered table as text. Raises Unreadable, here or while the batches are taken."""
    form, limits = contract.delivery.form, contract.delivery.limits
    with path.open("rb") as handle:
        kind = check_kind(handle.read(HEAD_BYTES), form)
    match form:
        case "csv" | "text":
            return csv.read(lambda: path.open("rb"), contract)
        case "zip_csv":
            member = Member(path, limits)
            delivered = csv.read(member.open, contract)
            delivered.remarks.extend(member.remarks)
            return delivered
        case "xlsx" | "xls":
            if kind == "zip":
                check_workbook(path, limits)
            else:
                check_ole(path)
            delivered = excel.read(path, contract)
            delivered.remarks.extend(_other_kind(kind, form))
            return delivered
        case "json":
            return json.read_array(path, contract)
        case "jsonl":
            return json.read_lines(path, contract)
        case "database":
            return database.read(path, contract)


def _other_kind(kind: Kind, form: Form) -> list[ReaderRemark]:
    found: Form = "xlsx" if kind == "zip" else "xls"
    if found == form:
        return []
    return [ReaderRemark("F007", "warned", f"文件内容实际为 {found}，已按内容读取", f"下月按约定的 {form} 格式导出")]
