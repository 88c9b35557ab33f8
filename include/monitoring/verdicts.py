"""What people found when they verified a finding: kept for ever, one small file per verdict, never overwritten.

A verdict holds for the evidence that was verified. When the evidence changes the finding is open again.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.period import Period

OUTCOMES = MappingProxyType(
    {
        "included": "属实纳入",
        "helped": "属实已帮扶",
        "data_error": "数据错误",
        "deceased": "已死亡",
        "moved_out": "户籍迁出",
        "studying_elsewhere": "在外就读",
        "duplicate": "重复线索",
        "other": "其他不属实",
        "exception": "认可例外",
    }
)
CONFIRMING = ("included", "helped")
EXCEPTION = "exception"


@dataclass(frozen=True)
class Verdict:
    """One verification. period: the month whose finding was verified; evidence_key: the evidence it is about; until:
    the last month an exception holds, null for other outcomes; found_on: the day somebody looked (YYYY-MM-DD), null
    when it was not noted; by and reason never leave the verdict's file."""

    finding_id: str
    evidence_key: str
    period: str
    outcome: str
    by: str
    reason: str
    until: str | None = None
    found_on: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ConfigurationError(f"核实结果应为 {'、'.join(OUTCOMES)} 之一")
        if (self.outcome == EXCEPTION) != (self.until is not None):
            raise ConfigurationError("认可例外须写明截止月份（until），其他结果不写")
        for period in filter(None, (self.period, self.until)):
            Period.parse(period)
        if not self.by.strip() or not self.reason.strip():
            raise ConfigurationError("核实人和理由不能为空")

    def state(self, evidence_key: str, period: Period) -> str | None:
        """What it makes of the finding in that month: dismissed, accepted, reopened, or null when it stays open."""
        if self.outcome in CONFIRMING:
            return None
        if self.evidence_key != evidence_key:
            return "reopened"
        if self.outcome != EXCEPTION:
            return "dismissed"
        return "accepted" if period <= Period.parse(self.until or self.period) else None


def record(layout: Layout, verdict: Verdict) -> Path:
    """Keeps the verdict as the latest of its finding; two people at once both keep theirs."""
    folder = _folder(layout) / verdict.finding_id
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = folder / f".{os.getpid()}.tmp"
    try:
        with written.open("w", encoding="utf-8") as handle:
            json.dump(asdict(verdict), handle, ensure_ascii=False, indent=1, sort_keys=True)
            handle.flush()
            os.fsync(handle.fileno())
        written.chmod(0o600)
        return _link(written, folder)
    finally:
        written.unlink(missing_ok=True)


def recorded(layout: Layout, finding_id: str) -> list[Verdict]:
    """Every verdict ever kept of the finding, earliest first."""
    return [_read(path) for path in sorted((_folder(layout) / finding_id).glob("[0-9]*.json"))]


def verdicts_before(layout: Layout, period: Period) -> dict[str, Verdict]:
    """The latest verdict of every finding among those about earlier months, by finding.

    What people found in a month counts from the next one on, so that running a month again gives the same month.
    """
    found: dict[str, Verdict] = {}
    for path in sorted(_folder(layout).glob("*/[0-9]*.json")):
        verdict = _read(path)
        if Period.parse(verdict.period) < period:
            found[verdict.finding_id] = verdict
    return found


def _read(path: Path) -> Verdict:
    return Verdict(**json.loads(path.read_text(encoding="utf-8")))


def _folder(layout: Layout) -> Path:
    return layout.home / "verdicts"


def _link(written: Path, folder: Path) -> Path:
    """A link fails where a rename would replace: no verdict takes another's place."""
    number = 1 + max((int(path.stem) for path in folder.glob("[0-9]*.json")), default=0)
    while True:
        target = folder / f"{number:06}.json"
        try:
            os.link(written, target)
        except FileExistsError:
            number += 1
        else:
            return target
