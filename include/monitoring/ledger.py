"""What became of every delivery: one JSON per dataset and period, the equation checked when it is closed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from monitoring.contracts import Contract
from monitoring.errors import LedgerBroken
from monitoring.layout import Layout, write_text
from monitoring.period import Period

UNDER_WAY = ("landed", "standardised")
FINAL = ("delivered", "missing", "refused", "stopped")
WITHOUT_ROWS = ("missing", "refused", "deferred")

Weight = Literal["normalised", "warned", "held"]


@dataclass(frozen=True, order=True)
class Remark:
    """Something about a delivery that does not refuse it. weight: normalised (put right by itself and counted), warned
    (accepted and shown) or held (publication waits for a person). rows: how many rows it is about, 0 for the whole
    delivery. message: Chinese, in the form of `refusals.message`, without a value of a row."""

    code: str
    weight: Weight
    message: str
    column: str | None = None
    rows: int = 0


@dataclass(frozen=True)
class Attempt:
    """A later file that was to replace the delivery that stands, and could not. status: refused or stopped; sha256: null
    when it was refused before its bytes were taken."""

    status: str
    code: str
    message: str
    file_name: str | None
    sha256: str | None

    @property
    def mark(self) -> str:
        """What tells it from another attempt."""
        return self.sha256 or self.code


@dataclass
class Entry:
    """One delivery. status: one of UNDER_WAY, then one of FINAL; deferred while the file is being written.

    Row counts obey rows_delivered = rows_staged + rows_quarantined + rows_dropped; delivery is the first twelve
    characters of the file's SHA-256; rows_promised is what the department's own list says, if there is one (0: nothing
    to report this month). reasons counts quarantined rows by reason code (a row may carry several codes).
    compared_months: with how many earlier months it was compared; 0: with none, so no band was judged.
    first_seen_on, absent_on: days of the month itself (ISO): when what was delivered was first seen, and when somebody
    last looked and nothing usable was there; stated_on: the day of delivery the department's own list states.
    refused: the latest correction that was refused while this delivery stands.
    """

    dataset: str
    department: str
    period: str
    status: str
    delivery: str | None = None
    sha256: str | None = None
    file_name: str | None = None
    byte_count: int = 0
    rows_promised: int | None = None
    rows_delivered: int = 0
    rows_staged: int = 0
    rows_quarantined: int = 0
    rows_dropped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    warning_count: int = 0
    compared_months: int = 0
    first_seen_on: str | None = None
    absent_on: str | None = None
    stated_on: str | None = None
    remarks: list[Remark] = field(default_factory=list)
    code: str | None = None
    message: str | None = None
    refused: Attempt | None = None

    @property
    def is_held(self) -> bool:
        """Whether something of it waits for a person's decision."""
        return any(remark.weight == "held" for remark in self.remarks)

    def remark(self, *found: Remark) -> None:
        """Adds remarks; one of the same code, weight and column is replaced, so that a rerun adds nothing."""
        same = {(new.code, new.weight, new.column) for new in found}
        kept = [old for old in self.remarks if (old.code, old.weight, old.column) not in same]
        self.remarks = sorted([*kept, *found], key=lambda remark: (remark.code, remark.weight, remark.column or ""))

    def check(self) -> None:
        """Raises LedgerBroken unless every delivered row has exactly one fate."""
        accounted = self.rows_staged + self.rows_quarantined + self.rows_dropped
        if self.rows_delivered != accounted:
            raise LedgerBroken(
                f"{self.dataset} {self.period}: delivered {self.rows_delivered}, accounted for {accounted}"
            )


def write(layout: Layout, entry: Entry) -> None:
    """Replaces the entry of its dataset and period; a final entry must balance."""
    if entry.status in FINAL:
        entry.check()
    path = layout.ledger(entry.dataset, Period.parse(entry.period))
    write_text(path, json.dumps(asdict(entry), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read(layout: Layout, contract: Contract, period: Period) -> Entry:
    """The entry, or one with status "missing" when nothing arrived (or a run was broken off before it was final)."""
    found = known(layout, contract.dataset, period)
    return Entry(contract.dataset, contract.department, str(period), "missing") if found is None else found


def known(layout: Layout, dataset: str, period: Period) -> Entry | None:
    """The entry, or None when nobody has looked yet."""
    path = layout.ledger(dataset, period)
    return _load(path) if path.exists() else None


def _load(path: Path) -> Entry:
    values = json.loads(path.read_text(encoding="utf-8"))
    refused = values.get("refused")
    values["remarks"] = [Remark(**remark) for remark in values["remarks"]]
    return Entry(**{**values, "refused": None if refused is None else Attempt(**refused)})
