"""What the stages left about one checked dataset, as corrections: places and reasons, never a value."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.readers.headers import count_known, locate
from monitoring.readers.peek import Peek
from monitoring.reports.corrections import Fate, Line, Note
from monitoring.row_reasons import RowReason, RowReasons
from monitoring.validate import STOPPED

_LEAST_LIKE = 0.5
_ROWS_NAMED = 20
_TOLD_ONE_BY_ONE = ("S006", "S008", "U001")
"""Remarks about unknown and missing columns and repeated rows as a whole; here each of them is named."""

_WEIGHTS = {"held": "待确认", "warned": "提醒", "normalised": "已自动处理"}


@dataclass(frozen=True)
class Outcome:
    """contract: as it holds in the month; file_name: as the department calls its file."""

    contract: Contract
    entry: Entry
    layout: Layout
    file_name: str
    expectations: Path
    looked: Peek | None

    @property
    def is_refused(self) -> bool:
        return self.entry.status != "delivered"

    def fate(self) -> Fate:
        entry = self.entry
        quarantined = 0 if entry.status == "stopped" else entry.rows_quarantined
        verdict = "可以报送"
        if self.is_refused:
            verdict = "不能采用，改正后再报送"
        elif entry.is_held:
            verdict = "需核对，报送后待县里确认"
        elif quarantined:
            verdict = "可以采用，请先改正部分行"
        wrong = len({line.row for line in self.lines()}) if entry.status == "stopped" else quarantined
        is_good = verdict == "可以报送"
        counts = (entry.rows_delivered, entry.rows_staged, wrong, entry.rows_dropped)
        return Fate(self.contract.title, self.file_name, verdict, is_good, *counts)

    def lines(self) -> list[Line]:
        """Of a stopped delivery only the rows that are wrong by themselves."""
        path = self.layout.table("quarantine", self.contract.dataset, self._period)
        if not path.exists():
            return []
        reasons = RowReasons(self.contract, self.expectations, self._delivered_headers())
        told: dict[tuple[str, str | None], RowReason] = {}
        found, sheet = [], self._sheet()
        table = pq.ParquetFile(path).read(columns=["row_no", "code", "column_name"])
        for row in table.filter(pc.not_equal(table["code"], STOPPED)).to_pylist():
            at = (row["code"], row["column_name"])
            if at not in told:
                told[at] = reasons.of(*at)
            known, number = told[at], row["row_no"]
            title, code = self.contract.title, row["code"]
            found.append(Line(title, self.file_name, sheet, number, known.column, known.reason, known.action, code))
        return sorted(found)

    def notes(self) -> list[Note]:
        """Why the whole is refused, then remarks, failed checks, repeated rows, then questions about headers."""
        entry = self.entry
        found = []
        if self.is_refused:
            found.append(
                self._told("不能采用", entry.message or "没有收到文件", f"（{entry.code}）" if entry.code else "")
            )
        for weight, kind in _WEIGHTS.items():
            for remark in entry.remarks:
                if remark.weight == weight and remark.code not in _TOLD_ONE_BY_ONE:
                    found.append(self._told(kind, remark.message, "", self._header(remark.column)))
        return [*found, *self._checks(), *self._repeated(), *self._headers()]

    @property
    def _period(self) -> Period:
        return Period.parse(self.entry.period)

    def _told(self, kind: str, message: str, code: str, column: str = "") -> Note:
        """A message in its one form, taken apart: whose file it is stands in other columns."""
        name = self.entry.file_name or self.contract.delivery.file_name(self._period)
        text, _, action = message.removeprefix(f"{self.contract.owner.department}/{name}").rpartition("。请")
        return self._note(kind, (text or action).lstrip("： ") + code, action.rstrip("。") if text else "", column)

    def _note(self, kind: str, text: str, action: str, column: str = "") -> Note:
        return Note(self.contract.title, self.file_name, kind, column, text, action)

    def _header(self, column: str | None) -> str:
        known = self.contract.columns.get(column or "")
        return known.headers[0] if known else column or ""

    def _checks(self) -> Iterator[Note]:
        path = self.layout.validation(self.contract.dataset, self._period)
        if not path.exists():
            return
        for check in json.loads(path.read_text(encoding="utf-8"))["checks"]:
            is_about_whole = check["scope"] == "table" or check["severity"] == "warning"
            if check["success"] or not is_about_whole:
                continue
            kind = "不能采用" if check["severity"] == "critical" else "提醒"
            count = check["unexpected_count"]
            text = f"{check['title']}（{count:,} 行）" if count else check["title"]
            yield self._note(kind, text, "核对这一列；属实则无需改动", self._header(check["column_name"]))

    def _repeated(self) -> Iterator[Note]:
        if not self.entry.rows_dropped:
            return
        path = self.layout.table("standardised", self.contract.dataset, self._period)
        table = pq.ParquetFile(path).read(columns=["row_no", "is_dropped"])
        rows = sorted(table.filter(table["is_dropped"])["row_no"].to_pylist())
        first = "、".join(str(row) for row in rows[:_ROWS_NAMED]) + (" 等" if len(rows) > _ROWS_NAMED else "")
        text = f"{len(rows):,} 行与前面的行完全相同，只计一次：第 {first} 行"
        yield self._note("已自动处理", text, "无需改动；如本应是不同的人或事，请改正")

    def _headers(self) -> Iterator[Note]:
        missing, unknown = self.entry.missing_columns, self.entry.unknown_columns
        for header in unknown:
            near = difflib.get_close_matches(header, missing, n=1, cutoff=_LEAST_LIKE)
            text = f"是否就是约定的「{near[0]}」？" if near else "约定中没有这一列，不采用"
            yield self._note("列名", text, f"如是，把列名改为「{near[0]}」" if near else "不需要的列请不要报送", header)
        for header in missing:
            yield self._note("列名", "约定有这一列，文件中没有", "有数据请补上这一列；没有则无需改动", header)

    def _delivered_headers(self) -> list[str]:
        return list(pq.read_schema(self.layout.table("raw", self.contract.dataset, self._period)).names)

    def _sheet(self) -> str:
        """The sheet the reader took: the one on which most promised headers stand."""
        if self.looked is None or self.looked.form not in ("xlsx", "xls") or not self.looked.tables:
            return ""
        tables = [table for table in self.looked.tables if table.rows]
        best = max(tables, key=lambda table: count_known(locate(table.rows, self.contract).names, self.contract))
        return best.name or ""
