"""What a quarantined row's code and column say to the department that delivered it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.reason_codes import ReasonCode, load_reason_codes
from monitoring.settings import load_settings
from monitoring.validation.suites import Expectation, suite_of

WHOLE_ROW = "（整行）"
_EXPECTATION = "EXPECT_"
_MOST_WORDS = 20
_EXAMPLE = dt.date(2026, 5, 8)
_CORRECT = "对照原始资料核对并改正"


@dataclass(frozen=True)
class RowReason:
    """column: delivered header, or WHOLE_ROW; reason and action: Chinese, without a value of the row."""

    column: str
    reason: str
    action: str


class RowReasons:
    """Looks codes up for one dataset. contract: as it holds in the month; delivered: the headers that really came."""

    def __init__(self, contract: Contract, expectations: Path, delivered: Collection[str] | None = None) -> None:
        self._contract = contract
        self._delivered = delivered
        self._codes = load_settings().include / "reason_codes.yml"
        self._suite: dict[tuple[str, str | None], Expectation] = {}
        for expectation in suite_of(contract, expectations):
            self._suite[expectation.code, expectation.column_name] = expectation

    def of(self, code: str, column_name: str | None) -> RowReason:
        """A code that this version does not know (any more) shows itself."""
        expectation = self._suite.get((code, column_name))
        if code.startswith(_EXPECTATION) and expectation is not None:
            return RowReason(self._headers(expectation.columns), expectation.reason, _CORRECT)
        columns = [column_name] if column_name else []
        if code.startswith(_EXPECTATION):
            return RowReason(self._headers(columns), "不符合关键检查", _CORRECT)
        known = load_reason_codes(self._codes).get(code) or ReasonCode(reason=code, action=_CORRECT)
        if code == "DUP_CONFLICT":
            columns = self._contract.key
        return RowReason(self._headers(columns), known.reason, self._action(code, column_name) or known.action)

    def header(self, column_name: str) -> str:
        """The delivered header of a canonical column; of columns made from a number, the header of the number."""
        column = self._contract.columns.get(column_name)
        if column is None and self._contract.id_column is not None:
            column = self._contract.columns[self._contract.id_column]
        if column is None:
            return column_name
        came = [header for header in column.headers if self._delivered is None or header in self._delivered]
        return "／".join(came or column.headers[:1])

    def _action(self, code: str, column_name: str | None) -> str | None:
        """What exactly this column takes, where the contract says so: its words, or the way it writes a day."""
        column = self._contract.columns.get(column_name or "")
        if column is not None and code == "CODE_UNKNOWN" and 0 < len(column.values or ()) <= _MOST_WORDS:
            return f"只能填：{'、'.join(column.values or ())}"
        if column is not None and code in ("DATE_INVALID", "MONTH_INVALID") and column.formats:
            shown = "或".join(_EXAMPLE.strftime(form) for form in column.formats)
            return f"按 {shown} 这样的写法填写真实的日期"
        return None

    def _headers(self, columns: Iterable[str]) -> str:
        return "、".join(dict.fromkeys(map(self.header, columns))) or WHOLE_ROW
