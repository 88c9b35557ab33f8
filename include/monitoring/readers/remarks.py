"""What readers noticed, as the ledger writes it down."""

from __future__ import annotations

from monitoring.contracts import Contract
from monitoring.ledger import Remark
from monitoring.readers.delivered import ReaderRemark
from monitoring.refusals import Place, message


def ledger_remark(contract: Contract, file_name: str, noticed: ReaderRemark) -> Remark:
    """The remark with its message in the one form; file_name: that of the delivery."""
    place = Place(sheet=noticed.sheet, column=noticed.column)
    text = message(contract, file_name, noticed.reason, noticed.action, place)
    return Remark(noticed.code, noticed.weight, text, noticed.column, noticed.rows)
